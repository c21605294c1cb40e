import { randomUUID } from 'node:crypto';

import type { AlertShape } from '../rules/alert-shape.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import { Evidence } from './evidence.js';
import type { Keeping, Sighting } from './sighting.js';
import type { Incident, IncidentEnd } from './incident.js';
import type { IncidentRecord } from './incident-record.js';
import { Episode } from './episode.js';
import { FlapDamper } from './flap-damper.js';
import type { CommonRoute } from './common-route.js';
import { gaugeOf, type Gauge } from './measure.js';
import type { Ending, Phase } from './phase.js';

const QUIET: Phase = { name: 'quiet' };

/** How many samples must have gone well before an incident counts as recovered: silence is not recovery. */
const RECOVERY_SAMPLES = { sustained: 3, 'first-success': 1 } as const;

/**
 * The state machine of one rule and key: quiet → pending → firing → recovering → quiet again.
 *
 * It takes samples and is evaluated from time to time. It does nothing by itself.
 */
export class Tracker {
  readonly #gauge: Gauge;
  readonly #damper: FlapDamper;
  #phase: Phase = QUIET;
  readonly #evidence = new Evidence();
  #lastBadAt = 0;
  #lastSampleAt = 0;
  #goodSinceBad = 0;
  #lastBadWasProbe = false;
  #shape: AlertShape;

  constructor(
    readonly rule: CompiledRule,
    /** What it is about: an operation, a controller, or `*` for the whole service. */
    readonly operation: string,
    /** The matcher, or the class of the error. */
    readonly discriminator: string,
    shape: AlertShape = rule.shape,
    /** The routes that it covers, where it covers a controller. */
    readonly routes?: CommonRoute,
  ) {
    this.#shape = shape;
    this.#gauge = gaugeOf(rule.policy);
    this.#damper = new FlapDamper(rule.policy.keepFiringFor, rule.policy.closesAtOnce);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** How its alerts look. */
  get shape(): AlertShape {
    return this.#shape;
  }

  /** Replaces the rule's shape: the runs of a task say how its alerts look, the latest one counts. */
  reshape(shape: AlertShape): void {
    this.#shape = shape;
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
    this.#lastSampleAt = now;
    this.#goodSinceBad++;
    this.#gauge.good(now, isProbe && !this.#lastBadWasProbe);
    const { episode } = this;
    episode?.addGood();
  }

  /**
   * Records a bad sample. Only a bad sample can open an incident; a problem that has already stopped is not worth a page.
   *
   * @param wall the time of day, in milliseconds
   * @param isProbe whether it is of a health check or a scrape
   */
  bad(now: number, wall: number, sighting: Sighting, isProbe = false): void {
    this.#lastBadWasProbe = isProbe;
    this.#gather(now, wall, sighting);
    this.#lastSampleAt = now;
    this.#lastBadAt = now;
    this.#goodSinceBad = 0;
    this.#gauge.bad(now);
    const { episode } = this;
    if (episode === undefined) return this.#lookForTrouble(now, wall);
    episode.addBad(now);
    if (!this.#isRelieved(now)) this.#phase = { name: 'firing', episode };
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
    if (episode !== undefined && now - this.#lastSampleAt >= this.rule.policy.staleAfter)
      return this.#end(now, episode, { reason: 'stale' });
    switch (this.#phase.name) {
      case 'quiet':
        return undefined;
      case 'pending':
        if (!this.#gauge.isExceeded(now)) this.#phase = QUIET;
        return undefined;
      case 'firing':
        return this.#lookForRelief(now, this.#phase.episode);
      case 'recovering':
        return this.#lookForRecovery(now, this.#phase.episode, this.#phase.since);
    }
  }

  /** Goes on with an incident that an earlier process left open: it fires until the evidence says otherwise. */
  inherit(record: IncidentRecord, now: number, wall: number): Episode {
    const { incidentId, openedAt, firstSeen = openedAt, lastSeen, bad } = record;
    // Two processes share no clock but the time of day.
    const since = (time: number): number => Math.max(0, wall - time);
    const inheritance = { lasted: since(openedAt), quiet: since(lastSeen), firstSeen, lastSeen };
    const episode = new Episode(incidentId, openedAt, undefined, now, bad, bad, inheritance);
    // It may be of an incident that this process saw end.
    this.#evidence.clear();
    this.#phase = { name: 'firing', episode };
    this.#lastBadAt = now;
    this.#lastSampleAt = now;
    return episode;
  }

  /** The incident as a value. */
  describe(episode: Episode, now: number): Incident {
    const evidence = this.#evidence;
    const { causes } = evidence;
    const { openedAt, inheritance } = episode;
    const { firstSeen = openedAt, lastSeen = openedAt } = inheritance ?? evidence;
    const beganAt = inheritance ? episode.beganAt - (openedAt - firstSeen) : (evidence.beganAt ?? episode.beganAt);
    return {
      incidentId: episode.incidentId,
      rule: this.rule,
      operation: this.operation,
      place: this.operation === '*' ? undefined : (this.routes?.text ?? this.operation),
      discriminator: this.discriminator,
      shape: this.#shape,
      bad: episode.bad,
      total: episode.total,
      openedAt,
      firstSeen,
      lastSeen: evidence.lastSeen ?? lastSeen,
      lasted: now - episode.beganAt,
      failingFor: Math.max(0, episode.lastBadAt - beganAt),
      quietFor: now - episode.lastBadAt,
      severity: this.#gauge.severity(now),
      peakPerMinute: evidence.peakPerMinute,
      causes,
      example: evidence.example,
      alsoMatched: episode.alsoMatched,
      alsoPriorities: episode.alsoPriorities,
      recurrence: episode.recurrence,
      wasMuted: episode.notification.wasMuted,
      beginning: episode.beginning,
      newCauses: episode.newAmong(causes),
      isUnseen: evidence.lastSeen === undefined,
      ended: episode.ended,
    };
  }

  #lookForTrouble(now: number, wall: number): void {
    if (!this.#gauge.isExceeded(now)) {
      this.#phase = QUIET;
      return;
    }
    const since = this.#phase.name === 'pending' ? this.#phase.since : now;
    if (now - since < this.rule.policy.for) {
      this.#phase = { name: 'pending', since };
      return;
    }
    const { bad, total } = this.#gauge.severity(now);
    const episode = new Episode(randomUUID(), wall, this.#damper.opened(now), now, bad, total);
    this.#phase = { name: 'firing', episode };
  }

  #lookForRelief(now: number, episode: Episode): Ending | undefined {
    const { policy } = this.rule;
    if (!this.#hasGoodSamples() || !this.#isRelieved(now)) return undefined;
    // A count has been well since its last bad sample, a ratio since it fell.
    const since = policy.measure.type === 'count' ? this.#lastBadAt : now;
    this.#phase = { name: 'recovering', episode, since };
    return this.#lookForRecovery(now, episode, since);
  }

  #lookForRecovery(now: number, episode: Episode, since: number): Ending | undefined {
    if (!this.#isRelieved(now)) {
      this.#phase = { name: 'firing', episode };
      return undefined;
    }
    const { patience } = this.#damper;
    const isOver = now - since >= patience && this.#hasGoodSamples() && this.#isWitnessed(since + patience / 2);
    if (!isOver) return undefined;
    return this.#end(now, episode, {
      reason: 'recovered',
      ...(this.#lastBadAt > since && { relievedFor: now - since }),
    });
  }

  /** Silence is not recovery: an empty window shows no trouble, and no health either. */
  #isWitnessed(after: number): boolean {
    return this.rule.policy.measure.type === 'count' || this.#lastSampleAt >= after;
  }

  #hasGoodSamples(): boolean {
    return this.#goodSinceBad >= RECOVERY_SAMPLES[this.rule.policy.recovery];
  }

  #isRelieved(now: number): boolean {
    return this.#gauge.isRelieved(now, this.rule.policy.recoveryRatio, this.#goodSinceBad);
  }

  #end(now: number, episode: Episode, end: IncidentEnd): Ending {
    this.#phase = QUIET;
    episode.end(end.reason);
    this.#damper.closed(now);
    // What this incident showed is no evidence of the next.
    this.#evidence.end();
    this.#gauge.reset();
    return { ...end, episode };
  }

  // What was seen long before the trouble is no evidence of it.
  #gather(now: number, wall: number, sighting: Sighting): void {
    this.#evidence.add(sighting, now, wall, this.episode === undefined ? this.#gauge.window : Infinity);
  }
}
