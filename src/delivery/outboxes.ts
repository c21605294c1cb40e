import type { Message } from '../alerts/message.js';
import type { IncidentHeir } from '../journal/journal.js';
import type { Log } from '../text/log.js';
import type { Platform } from '../platforms/platform.js';
import type { Priority } from '../text/priority.js';
import type { Clock } from '../time/clock.js';
import { AliasTargets, type TargetName } from './alias-targets.js';
import type { ClosedBy } from './close-fence.js';
import type { DeliveryStats, FlushReport } from './delivery-stats.js';
import type { Destination } from './destination.js';
import type { Mirror } from './mirror.js';
import type { Acceptance } from './outbox-parts.js';

/** How long a flush waits for the mirror when all else is sent: longer than a platform that works needs. Milliseconds. */
const MIRROR_PATIENCE = 1_000;

/** Dependencies of {@link Outboxes}. */
export interface OutboxesParts {
  /** The module's own key. */
  readonly own: Destination;
  readonly targets: ReadonlyMap<string, Destination>;
  readonly mirror: Mirror | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** The platform of each key. */
export interface PlatformsOfKeys {
  readonly own: Platform;
  readonly targets: ReadonlyMap<string, Platform>;
  readonly mirror: Platform | undefined;
}

/** The delivery statistics of each key. */
export interface OutboxesStats {
  readonly own: DeliveryStats;
  readonly targets: ReadonlyMap<string, DeliveryStats>;
  readonly mirror: DeliveryStats | undefined;
}

/**
 * One outbox for each key: the module's own, those of the targets, and that of the mirror. The one place that decides where a message goes:
 * to its target, and a copy to the mirror.
 */
export class Outboxes {
  readonly #parts: OutboxesParts;
  readonly #opened = new AliasTargets();
  readonly #unknown = new Set<string>();

  constructor(parts: OutboxesParts) {
    this.#parts = parts;
  }

  /**
   * Accepts a message for its target, or refuses it with a reason. Synchronous; never throws.
   *
   * @param closedBy who decided on a close. @defaultValue the application
   */
  accept(message: Message, closedBy?: ClosedBy): Acceptance {
    const { alias, target, type } = message;
    if (type === 'create') this.#note(alias, target);
    const acceptance = this.#destination(target).outbox.accept(message, closedBy);
    this.#parts.mirror?.copy(message, closedBy);
    return acceptance;
  }

  /**
   * Accepts a close, an acknowledgement or a note for where its alert was opened. For an alert that this process did not open, all keys
   * receive it: it has no effect where there is no such alert.
   */
  acceptWhereOpen(message: Message): Acceptance {
    const { mirror, targets } = this.#parts;
    const opened = targets.size === 0 ? [undefined] : this.#opened.of(message.alias);
    const places = new Set((opened ?? [undefined, ...targets.keys()]).map((target) => this.#known(target)));
    const acceptances = [...places].map((target) => this.#destination(target).outbox.accept({ ...message, target }));
    mirror?.copy(message);
    return together(acceptances);
  }

  /** Another process has, or may have, opened an alert with this alias. */
  openedElsewhere(alias: string, priority: Priority, target: TargetName): void {
    this.#note(alias, target);
    this.#destination(target).outbox.openedElsewhere(alias, priority);
    this.#parts.mirror?.destination.outbox.openedElsewhere(alias, priority);
  }

  /** Another process speaks for an alert by now: see {@link Outbox.closesElsewhere}. */
  closesElsewhere(alias: string): void {
    for (const { outbox } of this.#all) outbox.closesElsewhere(alias);
  }

  /** Looks at the platform when an alert was last raised; see `Platform.lastRaised`. Never rejects. */
  async lastRaised(alias: string): Promise<number | undefined> {
    const [target] = this.#opened.of(alias) ?? [];
    return this.#destination(target).platform.lastRaised?.(alias);
  }

  /** Inherits what earlier processes have left in the journals. @param incidents those of the mirror's journal are none */
  start(incidents: IncidentHeir): void {
    const { mirror, own, targets } = this.#parts;
    // What a journal holds was sent with its key, whatever the options said then.
    start(own, { takeUp: (record) => incidents.takeUp({ ...record, target: undefined }) });
    for (const [target, destination] of targets)
      start(destination, { takeUp: (record) => incidents.takeUp({ ...record, target }) });
    if (mirror !== undefined) start(mirror.destination, { takeUp: () => undefined });
  }

  /**
   * Sends all queued messages as fast as the platforms accept them.
   *
   * @param timeout - milliseconds
   * @returns what came of it, without the mirror; never rejects
   */
  async flush(timeout: number): Promise<FlushReport> {
    const { clock, mirror } = this.#parts;
    const mirrored = mirror?.destination.outbox.flush(timeout);
    const reports = await Promise.all(this.#deciding.map(({ outbox }) => outbox.flush(timeout)));
    if (mirrored !== undefined) {
      await new Promise<void>((resolve) => {
        const timer = clock.after(MIRROR_PATIENCE, resolve);
        void mirrored.then(() => {
          timer.cancel();
          resolve();
        });
      });
    }
    const sum = (figure: keyof FlushReport): number => reports.reduce((total, report) => total + report[figure], 0);
    return { sent: sum('sent'), pending: sum('pending'), dropped: sum('dropped') };
  }

  /** The platform of each key. */
  get platforms(): PlatformsOfKeys {
    const { mirror, own, targets } = this.#parts;
    return {
      own: own.platform,
      targets: new Map([...targets].map(([name, { platform }]) => [name, platform])),
      mirror: mirror?.destination.platform,
    };
  }

  /** Prepares to send alerts of this target while the process ends. */
  prepareEnd(target: TargetName): void {
    this.#destination(target).platform.lastMoment?.start();
    this.#parts.mirror?.destination.platform.lastMoment?.start();
  }

  /** Releases what {@link prepareEnd} prepared. */
  releaseEnd(): void {
    for (const { platform } of this.#all) platform.lastMoment?.stop();
  }

  /**
   * Sends the newest message of each alias and blocks until the platforms have answered, because the process ends now. The mirror gets the
   * time that is left.
   *
   * @param timeout - milliseconds in total
   */
  sendAtOnce(aliases: readonly string[], timeout: number): void {
    const deadline = performance.now() + timeout;
    for (const { outbox } of this.#all) {
      // Timers take whole milliseconds.
      const rest = Math.floor(deadline - performance.now());
      if (rest > 0) outbox.sendAtOnce(aliases, rest);
    }
  }

  /** Aborts the requests in flight, as if they had failed. */
  interrupt(): void {
    for (const { outbox } of this.#all) outbox.interrupt();
  }

  /** Whether undelivered messages were accepted since the last flush. */
  get hasNews(): boolean {
    return this.#all.some(({ outbox }) => outbox.hasNews);
  }

  /** The delivery statistics of the module's own key and of the targets. */
  get deliveries(): readonly DeliveryStats[] {
    return this.#deciding.map(({ outbox }) => outbox.stats());
  }

  /** The delivery statistics of each key. */
  stats(): OutboxesStats {
    const { mirror, own, targets } = this.#parts;
    return {
      own: own.outbox.stats(),
      targets: new Map([...targets].map(([name, { outbox }]) => [name, outbox.stats()])),
      mirror: mirror?.destination.outbox.stats(),
    };
  }

  /** Stops the delivery. Undelivered messages stay in the journals for the next process, or are dropped. */
  stop(): void {
    for (const { outbox } of this.#all) outbox.stop();
    for (const { journal } of this.#all) journal.stop();
  }

  #note(alias: string, target: TargetName): void {
    if (this.#parts.targets.size > 0) this.#opened.add(alias, target);
  }

  #destination(target: TargetName): Destination {
    const { own, targets } = this.#parts;
    const name = this.#known(target);
    return (name === undefined ? undefined : targets.get(name)) ?? own;
  }

  /** An unknown target must not lose the alert: the module's own key sends it. */
  #known(target: TargetName): TargetName {
    const { log, targets } = this.#parts;
    if (target === undefined || targets.has(target)) return target;
    if (!this.#unknown.has(target) && this.#unknown.size < MOST_UNKNOWN) {
      this.#unknown.add(target);
      log.warn(
        `There is no target '${target}' in the option \`targets\`. Its alerts are sent with the module's own key. (Logged once.)`,
      );
    }
    return undefined;
  }

  /** Those whose results count. */
  get #deciding(): readonly Destination[] {
    return [this.#parts.own, ...this.#parts.targets.values()];
  }

  /** The mirror comes last, because it must not take time from the others. */
  get #all(): readonly Destination[] {
    const { mirror } = this.#parts;
    return mirror === undefined ? this.#deciding : [...this.#deciding, mirror.destination];
  }
}

/** Names may be made of data, which must not fill the memory. */
const MOST_UNKNOWN = 100;

function start({ journal, outbox }: Destination, incidents: IncidentHeir): void {
  journal.start({ messages: outbox.inheritance, incidents });
}

/** What came of one message for several keys: good only if all are. */
function together(acceptances: readonly Acceptance[]): Acceptance {
  const [first, ...others] = acceptances;
  if (first === undefined) throw new RangeError('A message goes to one key at least.');
  if (others.length === 0) return first;
  const outcome = (acceptances.find(({ outcome: one }) => one === 'dropped') ?? first).outcome;
  const delivered = Promise.all(acceptances.map((one) => one.delivered)).then(
    ([result, ...rest]) => rest.find(({ ok }) => !ok) ?? result ?? first.delivered,
  );
  return { outcome, delivered };
}
