import type { OnDropped } from '../delivery/delivery-options.js';
import type { Destination } from '../delivery/destination.js';
import { Mirror } from '../delivery/mirror.js';
import { Outbox } from '../delivery/outbox.js';
import { Outboxes } from '../delivery/outboxes.js';
import type { OutboxParts } from '../delivery/outbox-parts.js';
import type { OnThrottled } from '../delivery/sending/throttle-notice.js';
import { TargetJournals, type IncidentJournal } from '../journal/target-journals.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Platform } from '../platforms/platform.js';
import { logWithText, withoutRepeats, type Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import type { JournalChoice } from './chosen-journal.js';
import type { HttpRequests, PlatformChoice } from './chosen-platform.js';

/** Dependencies of the outboxes, besides the options. */
interface OutboxesOfPipelineParts extends Pick<OutboxParts, 'fence'> {
  readonly chooseJournal: JournalChoice;
  readonly choosePlatform: PlatformChoice;
  readonly clock: Clock;
  readonly createOutbox?: (parts: OutboxParts) => Outbox;
  readonly http: HttpRequests;
  readonly log: Log;
  /** The rate limit of the module's own key, which the processes of a fleet share; each has those of other keys for itself. */
  readonly pool: OutboxParts['pool'];
  /** The platform of the module's own key. */
  readonly platform: Platform;
  /** Makes text fit to leave the process. */
  readonly safe: (line: string) => string;
  /** Creates the alert about the rate limit of a key. @param target - `undefined` for the module's own key */
  readonly throttled: (target: string | undefined) => OnThrottled;
}

/** Where messages go, and where incidents are stored. */
export interface OutboxesOfPipeline {
  readonly outboxes: Outboxes;
  readonly journal: IncidentJournal;
}

/** Makes an outbox for each key that the options name: the module's own, those of `targets`, and the one of `mirror`. */
export function outboxesOfPipeline(options: ResolvedOptions, parts: OutboxesOfPipelineParts): OutboxesOfPipeline {
  const { clock, log, platform, throttled } = parts;
  const own = destinationOf(options, { ...parts, onThrottled: throttled(undefined) }, platform);
  const others = { ...parts, pool: undefined };
  const targets = new Map(
    [...options.targets].map(([target, key]) => {
      const ownLog = logWithText(log, (message) => `Target '${target}': ${message}`);
      const named = { ...options, ...key, service: ofKey(options.service, `target ${target}`) };
      return [target, destinationOf(named, { ...others, log: ownLog, onThrottled: throttled(target) })];
    }),
  );
  const journals = new Map([...targets].map(([target, { journal }]) => [target, journal]));
  return {
    outboxes: new Outboxes({ own, targets, mirror: mirrorOf(options, others), clock, log }),
    journal: new TargetJournals(own.journal, journals),
  };
}

/** The copies for a second platform. A dry run logs each message once. */
function mirrorOf(options: ResolvedOptions, parts: OutboxesOfPipelineParts): Mirror | undefined {
  const { delivery, dryRun, enabled, mirror, service } = options;
  if (mirror === undefined || dryRun || !enabled) return undefined;
  // No alert of the application is lost by it.
  const warn = (message: string): void => parts.log.warn(`Mirror: ${message}`);
  const log: Log = { log: (message) => parts.log.log(`Mirror: ${message}`), warn, error: warn };
  const losses = withoutRepeats(log, () => parts.clock.now());
  const onDropped: OnDropped = ({ alias, type }, reason) =>
    losses.warn(`A ${type} was not copied, of '${alias}', and maybe others. ${reason}`);
  const settings = { ...delivery, onDelayed: undefined, onDropped };
  const named = { ...options, ...mirror, delivery: settings, service: ofKey(service, 'mirror') };
  return new Mirror(destinationOf(named, { ...parts, log }), mirror.priority, log);
}

/** The service as the journals know it: processes take over only what waits for the same key. */
function ofKey(service: string, key: string): string {
  return `${service} ${key}`;
}

function destinationOf(
  options: ResolvedOptions,
  parts: OutboxesOfPipelineParts & { readonly onThrottled?: OnThrottled },
  ready?: Platform,
): Destination {
  const { chooseJournal, choosePlatform, clock, fence, http, log, onThrottled, pool, safe } = parts;
  const { createOutbox = (given: OutboxParts) => new Outbox(given) } = parts;
  const platform = ready ?? choosePlatform(options, { http, clock, log });
  const journal = chooseJournal(options, { clock, log });
  const common = { platform, clock, settings: options.delivery, log, safe, journal, pool, fence };
  const outbox = createOutbox(onThrottled === undefined ? common : { ...common, onThrottled });
  return { platform, journal, outbox };
}
