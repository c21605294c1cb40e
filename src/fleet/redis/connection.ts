import type { Clock, Timer } from '../../time/clock.js';
import { FleetStoreError } from '../fleet-store.js';
import type { ConnectionReport } from './connection-report.js';
import type { RedisClient, RedisClientSource } from './redis-client.js';
import { isStale, replyCode, safeMessage, storeError } from './redis-error.js';
import type { Script } from './scripts/script.js';

/** Processes must not all reconnect at once. The wait is random, up to this. Milliseconds. */
const LONGEST_WAIT = 2_000;
/** After this many calls in a row without an answer the connection is given up: a server that was stopped answers none, for good. */
const MOST_SILENT = 3;
/** Calls that wait for an answer at once; more would only fill the memory of both sides. */
const MOST_WAITING = 64;

/** Dependencies of {@link Connection}. */
export interface ConnectionParts {
  readonly source: RedisClientSource;
  readonly clock: Clock;
  readonly report: ConnectionReport;
  /** How long a call, or opening a connection, may take, in milliseconds. */
  readonly timeout: number;
  /** From 0 to 1. @defaultValue `Math.random` */
  readonly random?: () => number;
}

/**
 * The only connection of a process to the fleet's Redis. It opens itself, again after each failure, and never keeps the process alive.
 * Where it is not open, calls reject at once: nothing is queued.
 */
export class Connection {
  readonly #parts: ConnectionParts;
  #client: RedisClient | undefined;
  #opening: AbortController | undefined;
  #timer: Timer | undefined;
  #isClosed = false;
  #silent = 0;
  readonly #waiting = new Set<(error: FleetStoreError) => void>();
  #lastError = 'not connected yet';
  /** What the client reported last. */
  #trouble: Error | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  /** Opens the connection in the background. */
  start(): void {
    void this.#open();
  }

  /**
   * Runs a script by its digest, or by its source where Redis does not know it.
   *
   * @throws FleetStoreError
   */
  async run({ digest, source }: Script, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const rest = [`${keys.length}`, ...keys, ...args];
    try {
      return await this.#send(keys[0] ?? '', ['EVALSHA', digest, ...rest]);
    } catch (error) {
      // The cache of scripts is empty after a restart, a failover, and SCRIPT FLUSH.
      if (replyCode(error) !== 'NOSCRIPT') throw this.#failed(error);
    }
    try {
      return await this.#send(keys[0] ?? '', ['EVAL', source, ...rest]);
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Closes it for good. Calls that wait reject. */
  close(): void {
    this.#isClosed = true;
    this.#lastError = 'closed';
    this.#timer?.cancel();
    this.#opening?.abort();
    this.#drop();
  }

  async #open(): Promise<void> {
    const { clock, report, source, timeout } = this.#parts;
    const opening = new AbortController();
    this.#opening = opening;
    this.#trouble = undefined;
    // Twice: for the socket, and for the commands that greet the server.
    const late = clock.after(2 * timeout, () => opening.abort());
    try {
      const client = await abortable(
        source.open({ timeout, signal: opening.signal, onTrouble: (error) => this.#onTrouble(error) }),
        opening.signal,
      );
      if (this.#isClosed) return client.destroy();
      this.#client = client;
      this.#silent = 0;
      // It may have broken while it was opened.
      if (!client.isReady) this.#reopen(new Error('the connection broke'));
    } catch (error) {
      if (this.#isClosed) return;
      // What the client reported tells more than its rejection: that the connection is closed.
      const reason = this.#trouble ?? error;
      this.#lastError = safeMessage(reason);
      report.failed(storeError(reason));
      this.#schedule();
    } finally {
      late.cancel();
    }
  }

  #onTrouble(error: unknown): void {
    if (error instanceof Error) this.#trouble = error;
    const client = this.#client;
    if (client !== undefined && !client.isReady) this.#reopen(error);
  }

  #reopen(error: unknown): void {
    if (this.#client === undefined) return;
    this.#drop();
    if (this.#isClosed) return;
    this.#parts.report.failed(
      storeError(error instanceof Error ? error : (this.#trouble ?? new Error('the connection was closed'))),
    );
    this.#schedule();
  }

  #drop(): void {
    const client = this.#client;
    this.#client = undefined;
    client?.destroy();
    for (const reject of this.#waiting) reject(this.#unavailable());
    this.#waiting.clear();
  }

  #schedule(): void {
    const { clock, random = Math.random } = this.#parts;
    this.#timer?.cancel();
    this.#timer = clock.after(Math.ceil(random() * LONGEST_WAIT), () => void this.#open());
  }

  #send(key: string, command: readonly string[]): Promise<unknown> {
    const client = this.#client;
    if (client?.isReady !== true) {
      this.#onTrouble(undefined);
      return Promise.reject(this.#unavailable());
    }
    if (this.#waiting.size >= MOST_WAITING)
      return Promise.reject(new FleetStoreError('unavailable', 'too many calls wait for an answer'));
    return new Promise((resolve, reject) => {
      const { clock, timeout } = this.#parts;
      const done = (): void => {
        late.cancel();
        this.#waiting.delete(fail);
      };
      const fail = (error: unknown): void => {
        done();
        reject(error instanceof Error ? error : new Error(String(error)));
      };
      const late = clock.after(timeout, () => {
        fail(new FleetStoreError('unavailable', `no answer within ${timeout} ms`));
        this.#silent++;
        if (this.#silent >= MOST_SILENT && this.#client === client)
          this.#reopen(new Error(`no answer within ${timeout} ms`));
      });
      this.#waiting.add(fail);
      const answered = (reply: unknown): void => {
        done();
        this.#silent = 0;
        this.#parts.report.answered();
        resolve(reply);
      };
      sent(client, key, command).then(answered, fail);
    });
  }

  /** Reports the failure of a call. Where the connection is not open, that was reported already, or it is just being opened. */
  #failed(error: unknown): FleetStoreError {
    const failure = storeError(error);
    if (this.#isClosed || this.#client === undefined) return failure;
    this.#lastError = failure.message;
    this.#parts.report.failed(failure);
    if (isStale(error)) this.#reopen(error);
    return failure;
  }

  #unavailable(): FleetStoreError {
    return new FleetStoreError('unavailable', this.#lastError);
  }
}

/** Sends a command; what the client throws is a rejection, too. */
async function sent(client: RedisClient, key: string, command: readonly string[]): Promise<unknown> {
  return client.send(key, command);
}

function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new FleetStoreError('unavailable', 'no connection in time')));
    promise.then(resolve, reject);
  });
}
