import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import { describeIncident } from './description.js';
import { Evidence } from './evidence.js';
import type { Keeping, Sighting } from './sighting.js';
import type { Incident, IncidentEnd } from './incident.js';
import type { IncidentRecord } from './incident-record.js';
import { Episode } from './episode.js';
import { FlapDamper } from './flap-damper.js';
import type { CommonRoute } from './common-route.js';
import { gaugeOf, type Gauge } from './measure.js';
import { Onset } from './onset.js';
import { QUIET, type Ending, type Phase } from './phase.js';
import { Recovery } from './recovery.js';
import type { RunHistory } from './run-history.js';

/** The state machine of one rule and key: quiet → pending → firing → recovering → quiet again. It does nothing by itself. */
export class Tracker {
  readonly #gauge: Gauge;
  readonly #onset: Onset;
  readonly #recovery: Recovery;
  readonly #damper: FlapDamper;
  readonly #evidence = new Evidence();
  #phase: Phase = QUIET;
  #lastBadWasProbe = false;

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
  ) {
    this.#gauge = gaugeOf(rule.policy);
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
    if (this.#recovery.isStale(now)) return this.#end(now, episode, { reason: 'stale' });
    const since = this.#phase.name === 'recovering' ? this.#phase.since : this.#recovery.since(now);
    if (since === undefined || !this.#recovery.isRelieved(now)) {
      this.#phase = { name: 'firing', episode };
      return undefined;
    }
    this.#phase = { name: 'recovering', episode, since };
    if (!this.#recovery.isComplete(now, since, this.#damper.patience)) return undefined;
    return this.#end(now, episode, { reason: 'recovered', relievedFor: this.#recovery.relievedFor(now, since) });
  }

  /** Goes on with an incident that an earlier process left open: it fires until the evidence says otherwise. */
  inherit(record: IncidentRecord, now: number, wall: number): Episode {
    const episode = Episode.inherited(record, now, wall);
    // It may be of an incident that this process saw end.
    this.#evidence.clear();
    this.#phase = { name: 'firing', episode };
    this.#recovery.inherited(now);
    return episode;
  }

  /** The incident as a value. */
  describe(episode: Episode, now: number): Incident {
    return describeIncident(this, episode, this.#evidence, this.#gauge.severity(now), now);
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
