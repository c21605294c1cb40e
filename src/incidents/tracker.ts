import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Figures } from '../rules/headline.js';
import { describeIncident } from './description.js';
import { Evidence } from './evidence.js';
import type { FirstSuccess } from './first-success.js';
import type { Keeping, Sighting } from './sighting.js';
import type { Incident, IncidentEnd } from './incident.js';
import type { IncidentRecord } from './incident-record.js';
import { Episode } from './episode.js';
import { FlapDamper, type Recurrence } from './flap-damper.js';
import type { CommonRoute } from './common-route.js';
import type { Gauge } from './measure.js';
import { Onset } from './onset.js';
import type { Share } from './peers.js';
import { QUIET, type Ending, type Phase } from './phase.js';
import { Recovery } from './recovery.js';
import type { RunHistory } from './run-history.js';
import type { SampleCounts } from './sample-counts.js';
import { gaugeFor } from './shared-gauge.js';

/** The state machine of one rule and key: quiet → pending → firing → recovering → quiet again. It does nothing by itself. */
export class Tracker {
  readonly #gauge: Gauge;
  readonly #onset: Onset;
  readonly #recovery: Recovery;
  readonly #damper: FlapDamper;
  readonly #evidence = new Evidence();
  #phase: Phase = QUIET;
  #lastBadWasProbe = false;
  /** When others last counted a good sample; monotonic milliseconds. */
  #othersGoodAt = -Infinity;

  constructor(
    readonly rule: CompiledRule,
    /** What it is about: an operation, a controller, or `*` for the whole service. */
    readonly operation: string,
    /** The matcher, or the class of the error. */
    readonly discriminator: string,
    /** How its alerts look. The runs of a task replace it: the latest one counts. */
    public shape: AlertShape = rule.shape,
    /** The routes that it covers, where it covers a controller. */
    readonly routes?: CommonRoute,
    /** How the runs of its task went. */
    readonly runs?: RunHistory,
    /** What it has to do with the other processes of the service. */
    readonly share?: Share,
    /** When what it is about first went well. */
    readonly firstSuccess?: FirstSuccess,
  ) {
    this.#gauge = gaugeFor(rule, share);
    this.#damper = new FlapDamper(rule.policy.keepFiringFor, rule.policy.closesAtOnce);
    this.#onset = new Onset(rule.policy, this.#gauge, this.#damper);
    this.#recovery = new Recovery(rule.policy, this.#gauge);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The incident that is under way, whether its alert was raised or suppressed. */
  get episode(): Episode | undefined {
    return this.#phase.name === 'firing' || this.#phase.name === 'recovering' ? this.#phase.episode : undefined;
  }

  /**
   * Records a good sample. It runs for every request that goes well, and allocates nothing.
   *
   * @param isProbe whether it is of a health check or a scrape, which shows little of what else fails
   */
  good(now: number, isProbe = false): void {
    this.#recovery.good(now);
    this.#gauge.good(now, isProbe && !this.#lastBadWasProbe);
    this.episode?.addGood();
  }

  /**
   * Records a bad sample. Only a bad sample can open an incident; a problem that has already stopped is not worth a page.
   *
   * @param wall the time of day, in milliseconds
   * @param isProbe whether it is of a health check or a scrape
   */
  bad(now: number, wall: number, sighting: Sighting, isProbe = false): void {
    this.#lastBadWasProbe = isProbe;
    const { episode } = this;
    // What was seen long before the trouble is no evidence of it.
    this.#evidence.add(sighting, now, wall, episode === undefined ? this.#gauge.window : Infinity);
    this.#recovery.bad(now);
    this.#gauge.bad(now);
    if (episode === undefined) {
      this.#phase = this.#onset.afterBad(this.#phase, now, wall);
      return;
    }
    episode.addBad(now);
    if (!this.#recovery.isRelieved(now)) this.#phase = { name: 'firing', episode };
  }

  /**
   * Adds what all processes counted since the last time.
   *
   * @param all the samples of all
   * @param others those of the others: the order of its own it knows itself
   */
  addMany(all: SampleCounts, others: SampleCounts, now: number, wall: number): void {
    this.#gauge.addMany(now, all);
    if (others.good > 0) this.#othersGoodAt = now;
    this.#recovery.addMany(others, now);
    const { episode } = this;
    episode?.addMany(others, now);
    if (all.bad === 0) return;
    if (episode !== undefined) {
      if (!this.#recovery.isRelieved(now)) this.#phase = { name: 'firing', episode };
    } else if (!firesAtFirst(this.rule)) {
      // Whoever saw the sample that fires at once has said so.
      this.#phase = this.#onset.afterBad(this.#phase, now, wall);
    }
  }

  /** Adds what was counted before this process could judge it. @param at when that was, in monotonic milliseconds */
  recall(counts: SampleCounts, at: number): void {
    this.#gauge.addMany(at, counts);
    this.#recovery.recall(counts, at);
  }

  /** Whether it went well in another process within the last milliseconds given. */
  wentWellElsewhere(now: number, milliseconds: number): boolean {
    return now - this.#othersGoodAt <= milliseconds;
  }

  /** Whether this process has seen a bad sample of what it counts. */
  get hasEvidence(): boolean {
    return this.#evidence.lastSeen !== undefined;
  }

  /** The trouble of this process alone, if it fails by more than all together; `undefined` if it does not. */
  ownTrouble(now: number): Figures | undefined {
    return this.#gauge.ownTrouble?.(now);
  }

  /** Records a request that its client gave up unanswered. @returns whether nothing succeeds, so that it has to count as a bad sample */
  unanswered(now: number): boolean {
    return this.#gauge.unanswered(now);
  }

  /** Keeps of the last bad sample what alerts say of it. */
  keepExample(sighting: Sighting, now: number, keeping: Keeping): void {
    this.#evidence.keep(sighting, now, keeping);
  }

  /** Evaluates the state now. @returns the incident that is over, if one is */
  evaluate(now: number): Ending | undefined {
    const { episode } = this;
    if (episode === undefined) {
      this.#phase = this.#onset.afterWait(this.#phase, now);
      return undefined;
    }
    if (this.#recovery.isStale(now)) return this.#mayEnd() ? this.#end(now, episode, { reason: 'stale' }) : undefined;
    const since = this.#phase.name === 'recovering' ? this.#phase.since : this.#recovery.since(now);
    if (since === undefined || !this.#recovery.isRelieved(now)) {
      this.#phase = { name: 'firing', episode };
      return undefined;
    }
    this.#phase = { name: 'recovering', episode, since };
    if (!this.#recovery.isComplete(now, since, this.#damper.patience) || !this.#mayEnd()) return undefined;
    return this.#end(now, episode, { reason: 'recovered', relievedFor: this.#recovery.relievedFor(now, since) });
  }

  /** Goes on with an incident that an earlier process left open: it fires until the evidence says otherwise. */
  inherit(record: IncidentRecord, now: number, wall: number): Episode {
    // What has happened since is not known: it waits as if it had failed now.
    return this.#takeUp(record, now, wall, now);
  }

  /**
   * Goes on with an incident that another process opened: that one speaks for it.
   *
   * @param failedAt when it was last reported to fail; monotonic milliseconds, as is the next
   * @param recoveringSince since when the others have seen it recover; `undefined` if they do not
   */
  follow(
    record: IncidentRecord,
    now: number,
    wall: number,
    { failedAt, recoveringSince }: { readonly failedAt: number; readonly recoveringSince: number | undefined },
  ): Episode {
    const episode = this.#takeUp(record, now, wall, failedAt);
    // A process may live for less time than the recovery takes, so it must not begin with it.
    if (recoveringSince !== undefined) this.#phase = { name: 'recovering', episode, since: recoveringSince };
    this.#damper.opened(now);
    return episode;
  }

  #takeUp(record: IncidentRecord, now: number, wall: number, failedAt: number): Episode {
    const episode = Episode.inherited(record, now, wall);
    // It may be of an incident that this process saw end.
    this.#evidence.clear();
    this.#phase = { name: 'firing', episode };
    this.#recovery.failedAt(failedAt);
    return episode;
  }

  /** Other processes have seen it come back more often than this one. */
  recurred(recurrence: Recurrence, now: number): void {
    this.#damper.recurred(recurrence, now);
    this.episode?.recurred(recurrence);
  }

  /** Ends the incident, because the process that speaks for it has closed it. */
  conclude(now: number): Ending | undefined {
    const { episode } = this;
    return episode && this.#end(now, episode, { reason: 'recovered' });
  }

  /** The incident as a value. */
  describe(episode: Episode, now: number): Incident {
    return describeIncident(this, episode, this.#evidence, this.#gauge.severity(now), now);
  }

  #mayEnd(): boolean {
    return this.share?.peers.mayEnd(this.share.series) ?? true;
  }

  #end(now: number, episode: Episode, end: IncidentEnd): Ending {
    this.#phase = QUIET;
    episode.end(end.reason);
    this.#onset.ended(this.describe(episode, now), now);
    // What this incident showed is no evidence of the next.
    this.#evidence.end();
    this.#gauge.reset();
    return { ...end, episode };
  }
}

/** Whether its first bad sample is an incident already. */
function firesAtFirst({ policy: { for: pendingFor, measure } }: CompiledRule): boolean {
  return measure.type === 'count' && measure.count === 1 && pendingFor === 0;
}
