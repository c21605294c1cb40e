import type { Log } from '../../text/log.js';
import { RepeatLimit } from '../../text/repeat-limit.js';
import type { FleetStoreError } from '../fleet-store.js';

/** Dependencies of {@link ConnectionReport}. */
export interface ConnectionReportParts {
  readonly log: Log;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Where Redis is, without secrets. */
  readonly place: string;
  /** What the rights of a user have to name. */
  readonly keyPattern: string;
}

/** Logs when Redis cannot be used, and when it can again: each state at most once in 15 minutes. */
export class ConnectionReport {
  readonly #parts: ConnectionReportParts;
  readonly #limit = new RepeatLimit();
  #isWell: boolean | undefined;

  constructor(parts: ConnectionReportParts) {
    this.#parts = parts;
  }

  /** A call, or an attempt to connect, failed. */
  failed({ failure, message }: FleetStoreError): void {
    const { log, keyPattern, now, place } = this.#parts;
    this.#isWell = false;
    if (!this.#limit.admits(failure, now())) return;
    const advice = failure === 'refused' ? ` ${adviceOn(message, keyPattern)}` : '';
    log.warn(
      `${place} ${failure === 'refused' ? 'refuses to serve the fleet' : 'is not available for the fleet'}: ${message}.${advice} (Logged at most once in 15 min.)`,
    );
  }

  /** A call succeeded. */
  answered(): void {
    if (this.#isWell === true) return;
    const wasBroken = this.#isWell === false;
    this.#isWell = true;
    const { log, now, place } = this.#parts;
    if (wasBroken && this.#limit.admits('answered', now())) log.log(`${place} is available for the fleet again.`);
  }
}

/** What the scripts and both clients need, for `ACL SETUSER`. */
const RIGHTS = '+@connection +@scripting +@hash +@sortedset +del +expire +time +info';

function adviceOn(message: string, keyPattern: string): string {
  if (message.startsWith('NOPERM')) return `Give its user these rights: \`${RIGHTS} ~${keyPattern}\`.`;
  if (/^(NOAUTH|WRONGPASS)|AUTH/.test(message)) return 'Check user and password in `fleet.redis`.';
  if (message.startsWith('OOM'))
    return 'Its memory is full: raise `maxmemory`, or set a `maxmemory-policy` that evicts, such as allkeys-lru.';
  return 'Scripts (EVALSHA, EVAL) have to be allowed.';
}
