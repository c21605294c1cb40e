import type { Message } from '../../alerts/message.js';
import { RepeatLimit } from '../../text/repeat-limit.js';
import { systemClock } from '../../time/clock.js';
import { formatDuration } from '../../time/duration.js';
import type { Attempt, Confirmation, HeartbeatPort, Objection, Platform, Verdict } from '../platform.js';

/** The parts of the real platform that a dry run uses, so that it logs exactly what would be sent. */
type ImitatedPlatform = Pick<Platform, 'address' | 'calls' | 'fit' | 'fitAlias' | 'shorten' | 'title'>;

/** The status of an accepted request. */
const ACCEPTED = 202;

/** Logs what would be sent, and sends nothing. Everything before it runs as usual. */
export class DryRunPlatform implements Platform {
  readonly heartbeats: HeartbeatPort = {
    ping: (name) => {
      if (this.#pings.admits(name, this.#now())) this.#log(`Dry run, not sent: a ping of the heartbeat '${name}'`);
      return Promise.resolve({ kind: 'received' });
    },
    ensure: ({ name, interval }) => {
      const setting = `an interval of ${formatDuration(interval)}`;
      this.#log(`Dry run, not sent: the heartbeat '${name}' would be created with ${setting}, or adjusted to it`);
      return Promise.resolve({ kind: 'ensured', change: 'none' });
    },
  };
  readonly #imitated: ImitatedPlatform;
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  readonly #pings = new RepeatLimit();

  /**
   * @param log - receives one line per message, and for each heartbeat at most one in 15 minutes
   * @param now - gives monotonic milliseconds. @defaultValue the machine's
   */
  constructor(imitated: ImitatedPlatform, log: (line: string) => void, now: () => number = () => systemClock.now()) {
    this.#now = now;
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
