import type { Log } from '../../text/log.js';
import { RepeatLimit } from '../../text/repeat-limit.js';
import { fileError } from './file-error.js';

/** Logs that a journal cannot be written, and that it can be written again. A disk that is full again and again is one state. */
export class WriteReport {
  readonly #path: string;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #limit = new RepeatLimit();
  /** Whether the log says that it cannot be written. */
  #isLogged = false;

  /** @param now gives monotonic milliseconds */
  constructor(path: string, log: Log, now: () => number) {
    this.#path = path;
    this.#log = log;
    this.#now = now;
  }

  failed(error: unknown): void {
    if (this.#isLogged || !this.#limit.admits('failed', this.#now())) return;
    this.#isLogged = true;
    this.#log.error(
      `The alert journal ${this.#path} cannot be written: ${fileError(error)}. Alerts are sent without it; queued messages are lost if the process ends.`,
    );
  }

  succeeded(): void {
    if (this.#isLogged) this.#log.log(`The alert journal ${this.#path} can be written again.`);
    this.#isLogged = false;
  }
}
