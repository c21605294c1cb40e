import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Figures } from '../rules/headline.js';
import type { Clock } from '../time/clock.js';
import type { Recurrence } from './flap-damper.js';
import type { IncidentRecord } from './incident-record.js';
import type { Incident } from './incident.js';
import type { BadSample } from './monitor.js';
import type { Notifier } from './notifier.js';
import { seriesOf, type Peers, type Share } from './peers.js';
import { byWidth, isUndecided } from './precedence.js';
import type { SampleCounts } from './sample-counts.js';
import type { Tracker } from './tracker.js';
import { UnclaimedCounts } from './unclaimed-counts.js';

/** What the processes of a service counted of one series since the last time. */
export interface SeriesSamples {
  readonly series: string;
  readonly all: SampleCounts;
  /** Those of the other processes. */
  readonly others: SampleCounts;
}

/** Trouble of this process alone. */
export interface OwnTrouble {
  readonly series: string;
  readonly incidentId: string;
  readonly figures: Figures;
}

/** What the other processes know of an incident, besides what it is about. Times of day, in milliseconds. */
export interface Course {
  /** When its alert was last raised. */
  readonly notifiedAt: number;
  /** Since when it recovers; `undefined` if it does not. */
  readonly recoveringSince: number | undefined;
}

/** Dependencies of {@link SharedIncidents}. */
export interface SharedIncidentsParts {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly notifier: Notifier;
  /** What is not quiet. */
  readonly troubled: Map<Tracker, BadSample>;
  /** Something has to be evaluated. */
  readonly wake: () => void;
  /** Prepares the tracker of a rule and operation that this process watches. */
  readonly prepare: (record: Pick<IncidentRecord, 'ruleKey' | 'operation' | 'discriminator'>) => void;
}

/** The part of the engine that other processes take part in: it judges what all of them count, and follows incidents that others opened. */
export class SharedIncidents {
  readonly #parts: SharedIncidentsParts;
  readonly #samples = new Map<string, BadSample>();
  readonly #unclaimed = new UnclaimedCounts();
  /** Those that fire although nothing was seen of them here: whoever saw it tells more, and gets the time until the next counts come. */
  #deferred = new Set<BadSample>();

  constructor(parts: SharedIncidentsParts) {
    this.#parts = parts;
  }

  /** What a new tracker has to do with the other processes. */
  shareOf(rule: CompiledRule, operation: string, discriminator: string): Share {
    const { peers } = this.#parts;
    const series = seriesOf(rule, operation, discriminator);
    return { series, counter: peers.counterFor(series), peers };
  }

  /** Takes a new tracker. */
  add(sample: BadSample): void {
    const series = sample.tracker.share?.series;
    if (series === undefined) return;
    this.#samples.set(series, sample);
    for (const { at, counts } of this.#unclaimed.take(series)) sample.tracker.recall(counts, at);
  }

  /**
   * Takes what was counted before this process could judge it.
   *
   * @param at when that was, in monotonic milliseconds; may be before the start of this process
   */
  recall(series: string, counts: SampleCounts, at: number): void {
    const tracker = this.#samples.get(series)?.tracker;
    if (tracker === undefined) this.#unclaimed.add(series, { at, counts });
    else tracker.recall(counts, at);
  }

  /** Judges what all processes counted since the last time. */
  take(counted: readonly SeriesSamples[]): void {
    const { clock, notifier, troubled, wake } = this.#parts;
    const now = clock.now();
    const wall = clock.wall();
    const news = new Set(this.#deferred);
    for (const { series, all, others } of counted) {
      const sample = this.#samples.get(series);
      if (sample === undefined) {
        this.#unclaimed.add(series, { at: now, counts: all });
        continue;
      }
      sample.tracker.addMany(all, others, now, wall);
      if (sample.tracker.phase.name !== 'quiet') troubled.set(sample.tracker, sample);
      if (all.bad > 0) news.add(sample);
    }
    const deferred = this.#deferred;
    this.#deferred = new Set();
    for (const sample of [...news].filter(({ tracker }) => isUndecided(tracker)).toSorted(byWidth)) {
      if (!sample.tracker.hasEvidence && !deferred.has(sample)) this.#deferred.add(sample);
      else notifier.notify(sample, troubled.values());
    }
    wake();
  }

  /** Follows an incident that another process opened. @returns whether this process watches what it is about */
  follow(series: string, record: IncidentRecord, { notifiedAt, recoveringSince }: Course): boolean {
    const { clock, notifier, prepare, troubled, wake } = this.#parts;
    if (!this.#samples.has(series)) prepare(record);
    const sample = this.#samples.get(series);
    if (sample === undefined) return false;
    const { tracker } = sample;
    const [now, wall] = [clock.now(), clock.wall()];
    const episode =
      tracker.episode ??
      tracker.follow(record, now, wall, {
        failedAt: now - (wall - Math.min(wall, notifiedAt)),
        recoveringSince: recoveringSince === undefined ? undefined : now - (wall - Math.min(wall, recoveringSince)),
      });
    episode.rename(record.incidentId);
    if (!episode.notification.isNotified) {
      notifier.follow(tracker, episode, notifiedAt);
      troubled.set(tracker, sample);
      wake();
    }
    return true;
  }

  /** Another process has opened the same incident before. */
  rename(series: string, incidentId: string): void {
    this.#samples.get(series)?.tracker.episode?.rename(incidentId);
  }

  /** The fleet has seen an incident come back more often than this process. @returns the incident with that */
  recurred(series: string, recurrence: Recurrence): Incident | undefined {
    this.#samples.get(series)?.tracker.recurred(recurrence, this.#parts.clock.now());
    return this.describe(series);
  }

  /** Ends an incident, because the process that speaks for it has closed its alert. Says nothing. */
  conclude(series: string): void {
    const { clock, notifier, troubled } = this.#parts;
    const tracker = this.#samples.get(series)?.tracker;
    const ending = tracker?.conclude(clock.now());
    if (tracker === undefined || ending === undefined) return;
    notifier.followUp.conclude(tracker, ending.episode);
    troubled.delete(tracker);
  }

  /** Ends an incident and reports that, because the process that was about to do so is gone. */
  finish(series: string): void {
    const { clock, notifier, troubled } = this.#parts;
    const tracker = this.#samples.get(series)?.tracker;
    const ending = tracker?.conclude(clock.now());
    if (tracker === undefined || ending === undefined) return;
    notifier.followUp.close(tracker, ending);
    troubled.delete(tracker);
  }

  /** More incidents began in all processes than are reported one by one: the storm's alert stands for this one. */
  joinStorm(series: string): void {
    const tracker = this.#samples.get(series)?.tracker;
    if (tracker?.episode !== undefined) this.#parts.notifier.joinStorm(tracker, tracker.episode);
  }

  /** An incident as it is now; `undefined` where there is none. */
  describe(series: string): Incident | undefined {
    const tracker = this.#samples.get(series)?.tracker;
    return tracker?.episode && tracker.describe(tracker.episode, this.#parts.clock.now());
  }

  /** Whether an incident fires now; one that is recovering does not. */
  isFiring(series: string): boolean {
    return this.#samples.get(series)?.tracker.phase.name === 'firing';
  }

  /** Since when an incident recovers, in monotonic milliseconds; `undefined` while it does not. */
  recoveringSince(series: string): number | undefined {
    const phase = this.#samples.get(series)?.tracker.phase;
    return phase?.name === 'recovering' ? phase.since : undefined;
  }

  /** Where this process fails by more than all together. */
  ownTroubles(): readonly OwnTrouble[] {
    const now = this.#parts.clock.now();
    return [...this.#parts.troubled.keys()].flatMap((tracker) => {
      const figures = tracker.ownTrouble(now);
      const { episode, share } = tracker;
      if (figures === undefined || episode === undefined || share === undefined) return [];
      return [{ series: share.series, incidentId: episode.incidentId, figures }];
    });
  }
}
