import { hostname } from 'node:os';

import { AlertBook } from '../alerts/alert-book.js';
import { AlertComposer } from '../alerts/composer.js';
import { throttledSubject } from '../alerts/incident-subject.js';
import { ManualAlerts } from '../alerts/manual-alerts.js';
import { OutgoingText } from '../alerts/redaction/outgoing-text.js';
import { createRedactor } from '../alerts/redaction/redactor.js';
import { keptRequest } from '../alerts/shape/context-facts.js';
import { keptError } from '../alerts/text/error-description.js';
import { Pings } from '../delivery/heartbeats/pings.js';
import type { Outbox } from '../delivery/outbox.js';
import type { Outboxes } from '../delivery/outboxes.js';
import type { OutboxParts } from '../delivery/outbox-parts.js';
import type { OnThrottled } from '../delivery/sending/throttle-notice.js';
import type { Fleet } from '../fleet/fleet.js';
import { IncidentEngine } from '../incidents/incident-engine.js';
import type { Transition } from '../incidents/incident.js';
import type { IncidentJournal } from '../journal/target-journals.js';
import { FaultLog } from '../observers/fault-log.js';
import { observersOf, type Observers } from '../observers/observers.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Platform } from '../platforms/platform.js';
import { RuleBook } from '../rules/rule-book.js';
import { activeTrace } from '../telemetry/active-trace.js';
import { logWithText, type Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import type { FleetChoice } from './chosen-fleet.js';
import type { JournalChoice } from './chosen-journal.js';
import type { HttpRequests, PlatformChoice } from './chosen-platform.js';
import { fleetAlerts } from './fleet-alerts.js';
import { fleetOfPipeline } from './fleet-of-pipeline.js';
import { OpenIncidents } from './open-incidents.js';
import { outboxesOfPipeline } from './outboxes-of-pipeline.js';
import { rulesOfJobs } from '../rules/rules-of-jobs.js';
import { ProcessAlerts } from './process-alerts.js';
import { TransitionHandler } from './transition-handler.js';

/** Dependencies of the pipeline, besides the options. */
export interface PipelineParts {
  readonly log: Log;
  readonly http: HttpRequests;
  readonly clock: Clock;
  readonly choosePlatform: PlatformChoice;
  readonly chooseJournal: JournalChoice;
  /** Makes what takes all messages for a key. @defaultValue an {@link Outbox} */
  readonly createOutbox?: (parts: OutboxParts) => Outbox;
  /** @defaultValue there is no fleet */
  readonly chooseFleet?: FleetChoice;
  /** Whether `raise()` may name this target. @defaultValue only those of the option `targets` */
  readonly isTarget?: (name: string) => boolean;
}

/** The parts of a pipeline. */
export interface PipelineAssembly {
  readonly platform: Platform;
  readonly text: OutgoingText;
  readonly composer: AlertComposer;
  /** Stores open incidents. */
  readonly journal: IncidentJournal;
  readonly outboxes: Outboxes;
  readonly pings: Pings;
  readonly rules: RuleBook;
  readonly incidents: IncidentEngine;
  readonly openIncidents: OpenIncidents;
  readonly transitions: TransitionHandler;
  readonly manualAlerts: ManualAlerts;
  readonly observers: Observers;
  readonly faults: FaultLog;
  /** The other processes of the service; `undefined` without `fleet`. */
  readonly fleet: Fleet | undefined;
}

/** Creates the parts of a pipeline from the last to the first, so that each is given the one that receives its results. */
export function assemblePipeline(options: ResolvedOptions, given: PipelineParts): PipelineAssembly {
  const { log, http, clock, choosePlatform, chooseFleet = () => undefined } = given;
  const { isTarget = (name) => options.targets.has(name) } = given;
  const { service, environment, version, defaults, redact, includeStack, forwardHeaders, enrich } = options;
  const startedAt = clock.wall() - 1_000 * process.uptime();
  const identity = { service, environment, version, host: hostname(), startedAt };

  const platform = choosePlatform(options, { http, clock, log });
  const redactor = createRedactor({ ...redact, values: secretsOf(options) });
  const text = new OutgoingText(redactor);
  const composer = new AlertComposer({
    identity,
    redactor,
    includeStack,
    forwardHeaders,
    enrich,
    aliasHashKey: options.apiKey,
    fitAlias: (alias) => platform.fitAlias(alias),
    now: () => clock.now(),
    warn: (message) => log.warn(message),
  });
  const throttled = (target: string | undefined): OnThrottled => {
    return (throttling) => {
      const payload = composer.create(throttledSubject(throttling, defaults, identity, target));
      return { type: 'create', alias: payload.alias, priority: payload.priority, target, payload };
    };
  };
  const safe = (line: string): string => text.line(line, 1_000);
  const rules = new RuleBook(options.rules, defaults, rulesOfJobs(options.missedRuns));
  const safeLog = logWithText(log, (message) => text.block(message, 5_000));
  const faults = new FaultLog((line) => safeLog.error(line));
  const known = rules.rulesWithoutHandler;
  const fleet = fleetOfPipeline(options, { chooseFleet, clock, log: safeLog, faults, rules: known });
  const shared = { pool: fleet, fence: fleet };
  const { outboxes, journal } = outboxesOfPipeline(options, { ...given, ...shared, platform, safe, throttled });
  const alerts = new AlertBook({
    composer,
    identity,
    defaults,
    send: (message) => {
      const closedBy = message.type === 'close' ? fleet?.closedBy(message.alias) : undefined;
      const { delivered } = outboxes.accept(message, closedBy);
      fleet?.sent(message.type, message.alias, delivered);
    },
  });
  const emit = (transition: Transition): void => transitions.handle(transition);
  const incidents = new IncidentEngine({
    clock,
    emit: fleet === undefined ? emit : (transition) => fleet.take(transition),
    peers: fleet,
    safeName: (name) => composer.name(name),
    keeping: { error: keptError, request: (request) => keptRequest(request, forwardHeaders) },
  });
  const { errorNames } = rules;
  const openIncidents = new OpenIncidents({ journal, alerts, incidents, outboxes, clock, errorNames, emit });
  fleet?.connect({ engine: incidents, emit, alerts: fleetAlerts({ alerts, outboxes, journal }) });
  const pings = new Pings({ port: options.enabled ? platform.heartbeats : undefined, clock, log: safeLog });
  const transitions = new TransitionHandler({ alerts, openIncidents, journal, log, faults });
  const manualAlerts = new ManualAlerts(composer, identity, (shape) => rules.shapeFor(shape), activeTrace, isTarget);
  const processAlerts = new ProcessAlerts({ manualAlerts, incidents, outboxes, journal, options, clock });
  const observers = observersOf({
    clock,
    rules,
    incidents,
    process: processAlerts,
    heartbeats: pings,
    settings: { ...options, expectedInstances: options.fleet?.expect },
    instances: fleet && (() => fleet.members),
    log: safeLog,
    faults,
  });
  return {
    platform,
    text,
    composer,
    journal,
    outboxes,
    pings,
    rules,
    incidents,
    openIncidents,
    transitions,
    manualAlerts,
    observers,
    faults,
    fleet,
  };
}

/** What must not appear in any text. */
function secretsOf({ apiKey, heartbeat, mirror, targets }: ResolvedOptions): string[] {
  const keys = [...targets.values(), ...(mirror === undefined ? [] : [mirror])].map((key) => key.apiKey);
  return [apiKey, ...keys, ...(heartbeat?.jsm === undefined ? [] : [heartbeat.jsm.token])];
}
