import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Outcome } from '../rules/outcome.js';
import type { Clock, Timer } from '../time/clock.js';
import { Announcer } from './notifier.js';
import { release, type Keeping, type Sighting } from './evidence.js';
import type { ActiveIncident, Transition } from './incident.js';
import type { IncidentRecord } from './incident-record.js';
import { Monitor, Slot, type BadSample } from './monitor.js';
import { Orphans } from './inherited-incidents.js';
import { byPrecedence, speaksFor } from './precedence.js';
import type { Tracker } from './tracker.js';

/** While there is trouble, things are looked at this often. Milliseconds. */
const LOOK_EVERY = 10_000;
/** Rules with short times, as tests have them, are looked at more often, but not more often than this. Milliseconds. */
const LOOK_NO_MORE_OFTEN_THAN = 20;

/** What the engine needs of the world. */
export interface IncidentEngineOptions {
  readonly clock: Clock;
  /** Takes what happens to incidents. */
  readonly emit: (transition: Transition) => void;
  /** Gives numbers from 0 to 1, for jitter. @defaultValue `Math.random` */
  readonly random?: () => number;
  /** Hides the secrets in a name, so that it may leave the process; names that differ still do. @defaultValue as it is */
  readonly safeName?: (name: string) => string;
  /** Keeps of errors and requests what alerts say of them, without all that hangs on them. @defaultValue everything */
  readonly keeping?: Keeping;
}

/** Turns samples into incidents: it keeps the trackers, looks after those that are not quiet, and lets the announcer decide who is told. */
export class IncidentEngine {
  readonly #clock: Clock;
  readonly #announcer: Announcer;
  readonly #slots = new Map<CompiledRule, Map<string, Slot>>();
  /** What is not quiet, and so has to be looked at. */
  readonly #troubled = new Map<Tracker, BadSample>();
  readonly #orphans = new Orphans();
  readonly #emit: (transition: Transition) => void;
  readonly #safeName: (name: string) => string;
  readonly #keeping: Keeping;
  #timer: Timer | undefined;
  #stopped = false;

  constructor({ clock, emit, random = Math.random, safeName = asItIs, keeping = EVERYTHING }: IncidentEngineOptions) {
    this.#clock = clock;
    this.#emit = emit;
    this.#safeName = safeName;
    this.#keeping = keeping;
    this.#announcer = new Announcer(clock, emit, random);
  }

  /**
   * Makes the monitor of an operation.
   *
   * @param operation e.g. `GET /orders/:id`
   * @param controller the class that holds its handler
   */
  monitor(rules: readonly CompiledRule[], operation: string, controller?: string): Monitor {
    const name = this.#safeName(operation);
    const owner = controller === undefined ? undefined : this.#safeName(controller);
    const slots = rules.map((rule) => this.#slotFor(rule, name, owner));
    return new Monitor(name, slots, (samples, sighting, now) => this.#takeBad(samples, sighting, now));
  }

  /** Tells nobody of new incidents for so many milliseconds; what still fires then is told. @returns ends the mute early */
  mute(milliseconds: number): () => void {
    return this.#announcer.mute(milliseconds);
  }

  /** Whether anything is not quiet. */
  get isTroubled(): boolean {
    return this.#troubled.size > 0;
  }

  get isMuted(): boolean {
    return this.#announcer.isMuted;
  }

  /** The incidents that are under way. */
  active(): ActiveIncident[] {
    const drift = this.#clock.wall() - this.#clock.now();
    return [...this.#troubled.keys()].flatMap((tracker) => {
      const { phase, episode, rule, operation } = tracker;
      if (phase.name === 'quiet') return [];
      return [
        {
          incidentId: episode?.incidentId,
          rule: rule.rule.key,
          operation,
          phase: phase.name,
          since: new Date(episode?.openedAt ?? drift + (phase.name === 'pending' ? phase.since : 0)),
          bad: episode?.bad ?? 0,
          total: episode?.total ?? 0,
          heldBy: episode?.announcement.type === 'held' ? episode.announcement.by : undefined,
        },
      ];
    });
  }

  /** Takes up incidents that an earlier process left open; each goes on as soon as its operation runs again. */
  adopt(records: readonly IncidentRecord[]): void {
    const now = this.#clock.now();
    const wall = this.#clock.wall();
    for (const record of records) this.#orphans.add(record, now, wall);
    for (const slots of this.#slots.values()) for (const slot of slots.values()) this.#takeUp(slot);
    this.#lookLater();
  }

  /** Looks at everything that is not quiet. Runs by itself while there is anything. */
  look(): void {
    const now = this.#clock.now();
    for (const [tracker, sample] of this.#troubled) {
      const ending = tracker.look(now);
      if (ending !== undefined) this.#announcer.end(tracker, ending.episode, ending.reason);
      if (tracker.phase.name === 'quiet') this.#troubled.delete(tracker);
      else if (tracker.episode !== undefined) this.#announcer.follow(tracker, tracker.episode);
      // A task that failed has not recovered before it runs again, which may be tomorrow or never.
      if (isUndecided(tracker) && tracker.rule.policy.recovery === 'first-success')
        this.#announcer.announce(sample, this.#troubled.values());
    }
    this.#announcer.followStorm();
    for (const record of this.#orphans.takeStale(now)) {
      this.#emit({ type: 'orphaned', record, reason: record.of === 'process' ? 'survived' : 'stale' });
    }
    if (this.#isCalm) this.#rest();
  }

  /** Stops looking. */
  stop(): void {
    this.#stopped = true;
    this.#rest();
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Whether there is nothing to look after. */
  get #isCalm(): boolean {
    return this.#troubled.size === 0 && !this.#orphans.areThere;
  }

  #takeBad(samples: readonly BadSample[], sighting: Sighting, now: number): void {
    const wall = this.#clock.wall();
    for (const sample of samples) {
      sample.tracker.bad(now, wall, sighting, sample.isProbe);
      if (sample.tracker.phase.name !== 'quiet') this.#troubled.set(sample.tracker, sample);
    }
    const news: BadSample[] = [];
    for (const sample of samples) {
      this.#announcer.compare(sample.tracker, samples);
      if (!isUndecided(sample.tracker)) continue;
      const speaker = samples.find(({ tracker }) => isTold(tracker) && speaksFor(tracker, sample.tracker));
      if (speaker === undefined) news.push(sample);
      else this.#announcer.hold(sample.tracker, speaker.tracker);
    }
    if (news.length > 0) this.#announceOne(news, sighting.outcome);
    for (const { tracker } of samples) tracker.keepExample(sighting, now, this.#keeping);
    release(sighting);
    this.#lookLater();
  }

  /** At most one alert for one cause: the rule that is nearest to the cause speaks for all that the same outcome broke. */
  #announceOne(news: readonly BadSample[], outcome: Outcome): void {
    const [winner, ...others] = news.toSorted(byPrecedence(outcome));
    if (winner?.tracker.episode === undefined) return;
    winner.tracker.episode.alsoMatched = others.map(({ slot }) => slot.rule.rule.key);
    winner.tracker.episode.alsoPriorities = others.flatMap(({ slot }) => slot.rule.shape.priority ?? []);
    this.#announcer.announce(winner, this.#troubled.values());
    for (const other of others) this.#announcer.hold(other.tracker, winner.tracker);
  }

  #slotFor(rule: CompiledRule, operation: string, controller: string | undefined): Slot {
    const subject =
      rule.scope === 'service' ? '*' : rule.scope === 'controller' ? (controller ?? operation) : operation;
    let slots = this.#slots.get(rule);
    if (slots === undefined) {
      slots = new Map<string, Slot>();
      this.#slots.set(rule, slots);
    }
    let slot = slots.get(subject);
    if (slot === undefined) slots.set(subject, (slot = new Slot(rule, subject, controller, this.#safeName)));
    this.#takeUp(slot);
    return slot;
  }

  #takeUp(slot: Slot): void {
    for (const record of this.#orphans.take(slot.rule.rule.key, slot.operation)) {
      const tracker = slot.trackerFor(record.discriminator);
      if (tracker.episode === undefined) {
        const episode = tracker.adopt(record, this.#clock.now(), this.#clock.wall());
        this.#announcer.adopt(episode, record.toldAt ?? record.lastSeen);
        this.#troubled.set(tracker, { slot, tracker, isProbe: false });
        // Orphans need no more than a look now and then; an incident may need one soon.
        this.#rest();
        this.#lookLater();
      } else {
        this.#emit({ type: 'orphaned', record, reason: 'continued' });
      }
    }
  }

  #lookLater(): void {
    if (this.#stopped || this.#timer !== undefined || this.#isCalm) return;
    let soonest = Math.min(LOOK_EVERY, this.#orphans.leastPatience / 5);
    for (const { rule } of this.#troubled.keys()) {
      const { keepFiringFor, for: pendingFor, staleAfter } = rule.policy;
      soonest = Math.min(soonest, keepFiringFor / 5, staleAfter / 5, pendingFor > 0 ? pendingFor / 5 : Infinity);
    }
    this.#timer = this.#clock.after(Math.max(LOOK_NO_MORE_OFTEN_THAN, soonest), () => {
      this.#timer = undefined;
      this.look();
      this.#lookLater();
    });
  }
}

function asItIs<T>(value: T): T {
  return value;
}

const EVERYTHING: Keeping = { error: asItIs, request: asItIs };

/** Whether somebody may have to be told; what is recovering by now is no news. */
function isUndecided({ phase }: Tracker): boolean {
  return phase.name === 'firing' && phase.episode.announcement.type === 'undecided';
}

function isTold({ phase, episode }: Tracker): boolean {
  return phase.name === 'firing' && episode?.announcement.type === 'told';
}
