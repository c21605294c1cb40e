import type { Message } from '../../alerts/message.js';
import type { Attempt, Confirmation, Objection, Platform, Verdict } from '../platform.js';

/** The parts of the real platform that a dry run uses, so that it logs exactly what would be sent. */
type ImitatedPlatform = Pick<Platform, 'address' | 'calls' | 'fit' | 'fitAlias' | 'shorten' | 'title'>;

/** The status of an accepted request. */
const ACCEPTED = 202;

/** Logs what would be sent, and sends nothing. Everything before it runs as usual. */
export class DryRunPlatform implements Platform {
  readonly #imitated: ImitatedPlatform;
  readonly #log: (line: string) => void;

  /** @param log - receives one line per message */
  constructor(imitated: ImitatedPlatform, log: (line: string) => void) {
    this.#imitated = imitated;
    this.#log = log;
  }

  get title(): string {
    return this.#imitated.title;
  }

  get address(): string {
    return this.#imitated.address;
  }

  get calls(): Platform['calls'] {
    return this.#imitated.calls;
  }

  fitAlias(alias: string): string {
    return this.#imitated.fitAlias(alias);
  }

  fit(message: Message): Message {
    return this.#imitated.fit(message);
  }

  shorten(message: Message, objection: Objection): Message | undefined {
    return this.#imitated.shorten(message, objection);
  }

  send({ type, alias, priority, payload }: Message): Promise<Attempt> {
    this.#log(`Dry run, not sent: ${JSON.stringify({ type, alias, priority, payload })}`);
    return Promise.resolve({ kind: 'answered', status: ACCEPTED, headers: {}, body: '' });
  }

  judge(): Verdict {
    return { kind: 'accepted', requestId: undefined };
  }

  confirm(): Promise<Confirmation> {
    return Promise.resolve({ kind: 'done' });
  }
}
