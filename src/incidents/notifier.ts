import type { Clock } from '../time/clock.js';
import type { Episode } from './episode.js';
import { CoveredIncidents } from './covered-incidents.js';
import type { Transition } from './incident.js';
import type { BadSample } from './monitor.js';
import { Mutes } from './mutes.js';
import type { Ending } from './phase.js';
import { isWider, speaksFor, urgencyOf } from './precedence.js';
import { StormWatch } from './storm.js';
import type { Tracker } from './tracker.js';

/** The alert of a firing incident is raised again this often: that reopens what a person or another instance closed too early. Milliseconds. */
const REPEAT_EVERY = 5 * 60_000;
/** Instances must not all do so at the same moment: ±20%. */
const REPEAT_JITTER = 0.2;
/** Trouble this urgent is never suppressed by a storm. */
const MOST_URGENT = 0;

/** Decides whether and when the people on call are notified of an incident: mutes, inhibition, storms, repetition. */
export class Notifier {
  readonly #clock: Clock;
  readonly #emit: (transition: Transition) => void;
  readonly #random: () => number;
  readonly #storms = new StormWatch();
  readonly #covered = new CoveredIncidents();
  readonly #mutes: Mutes;

  /** @param random gives numbers from 0 to 1, for jitter */
  constructor(clock: Clock, emit: (transition: Transition) => void, random: () => number) {
    this.#clock = clock;
    this.#emit = emit;
    this.#random = random;
    this.#mutes = new Mutes(clock, (hidden) => emit({ type: 'mute-ended', hidden }));
  }

  get isMuted(): boolean {
    return this.#mutes.areActive;
  }

  /** Suppresses new incidents for this many milliseconds. @returns a function that ends the mute early */
  mute(milliseconds: number): () => void {
    return this.#mutes.add(milliseconds);
  }

  /** A mute kept the application from raising an alert itself. */
  hideRaise(): void {
    this.#mutes.hideRaise();
  }

  /** Awaits no end of a mute any more. */
  stop(): void {
    this.#mutes.stop();
  }

  /**
   * Notifies of the incident that speaks for all that one outcome broke, unless something suppresses it; the others are inhibited by it.
   *
   * @param others incidents of other rules that the same outcome opened
   * @param troubled all incidents that are under way, to see whether a wider one covers this one
   */
  notifyOf(winner: BadSample, others: readonly BadSample[], troubled: Iterable<BadSample>): void {
    if (winner.tracker.episode === undefined) return;
    winner.tracker.episode.standFor(
      others.map(({ tracker }) => tracker.rule.rule.key),
      others.flatMap(({ tracker }) => tracker.shape.priority ?? []),
    );
    this.notify(winner, troubled);
    for (const other of others) this.inhibit(other.tracker, winner.tracker);
  }

  /**
   * Notifies of an incident, unless something suppresses it.
   *
   * @param troubled all incidents that are under way, to see whether a wider one covers this one
   */
  notify(sample: BadSample, troubled: Iterable<BadSample>): void {
    const { tracker } = sample;
    const { episode } = tracker;
    if (episode === undefined) return;
    const now = this.#clock.now();
    if (this.isMuted) {
      this.#mutes.hide(episode);
      return this.#suppress(tracker, episode, now, 'mute');
    }
    for (const wider of troubled) if (covers(wider, sample)) return this.inhibit(tracker, wider.tracker);
    const urgency = urgencyOf(tracker);
    if (urgency > MOST_URGENT && this.#storms.isStormy(now)) {
      if (this.#storms.storm?.isOutrankedBy(urgency) !== true) return this.#joinStorm(tracker, episode, now);
      this.#storms.storm.raise(urgency);
    }
    this.#storms.notified(tracker, episode, now);
    episode.notification.notified(now, episode.bad, this.#nextRepeat(now));
    const incident = tracker.describe(episode, now);
    episode.raised(incident);
    this.#emit({ type: 'opened', incident });
  }

  /** Suppresses an incident, because the alert of another stands for it. */
  inhibit(tracker: Tracker, inhibitor: Tracker): void {
    const { episode } = tracker;
    if (episode === undefined || inhibitor.episode === undefined) return;
    const incident = tracker.describe(episode, this.#clock.now());
    const isCovered = isWider(inhibitor.rule, tracker.rule);
    episode.notification.inhibit(inhibitor.episode, isCovered);
    this.#emit({ type: 'suppressed', incident, by: 'inhibition' });
    // An alert about the same operation says enough; a wider one should name what it covers.
    if (isCovered) this.#covered.add(inhibitor, tracker, episode);
  }

  /**
   * Releases an incident that turns out to be other trouble than its inhibitor.
   *
   * @param samples what the same outcome broke
   */
  compare({ episode }: Tracker, samples: readonly BadSample[]): void {
    const inhibitor = episode?.notification.inhibitor;
    if (inhibitor === undefined) return;
    episode?.notification.addBad(samples.some(({ tracker }) => tracker.episode === inhibitor));
  }

  /** Follows up on an incident that goes on: raises its alert again, adds notes, or releases it once nothing suppresses it. */
  follow(tracker: Tracker, episode: Episode): void {
    const { notification } = episode;
    const now = this.#clock.now();
    if (notification.suppressedBy !== undefined) {
      if (this.#isReleased(episode)) notification.release();
      return;
    }
    if (!notification.isNotified || tracker.phase.name !== 'firing' || this.isMuted) return;
    // First: a note on an alert that a person has closed reaches no one, so no note may put this off.
    if (this.reassert(tracker)) return;
    if (this.#covered.hasNews(tracker) && notification.mayNote(now)) {
      notification.noted(now);
      const covered = this.#covered.describe(tracker, now);
      this.#emit({ type: 'covered', incident: tracker.describe(episode, now), covered });
      // A storm's own notes are enough: with those of each incident it would make more than ten calls a minute.
    } else if (this.#storms.storm === undefined && notification.mayNote(now) && notification.hasGrown(episode.bad)) {
      notification.noted(now, episode.bad);
      const incident = tracker.describe(episode, now);
      episode.described(incident);
      this.#emit({ type: 'grown', incident, covered: this.#covered.describe(tracker, now) });
    }
  }

  /**
   * Raises the alert of an incident again if that is due. Called for each bad sample as well: between two of them, all may look well
   * whenever the incident is evaluated.
   *
   * @returns whether it did
   */
  reassert(tracker: Tracker): boolean {
    const { episode } = tracker;
    const now = this.#clock.now();
    if (episode?.notification.isRepeatDue(now, episode.lastBadAt) !== true || this.isMuted) return false;
    episode.notification.repeated(now, this.#nextRepeat(now));
    this.#emit({ type: 'reasserted', incident: tracker.describe(episode, now) });
    return true;
  }

  /** Reports the end of an incident to those who were notified of it. */
  close(tracker: Tracker, { episode, reason, relievedFor }: Ending): void {
    const now = this.#clock.now();
    const hasNews = this.#covered.hasNews(tracker);
    const covered = this.#covered.describe(tracker, now);
    this.#covered.forget(tracker);
    this.#mutes.ended(episode);
    if (!episode.notification.isNotified) return;
    const incident = tracker.describe(episode, now);
    if (hasNews) this.#emit({ type: 'covered', incident, covered });
    // What a note has just said needs no repetition.
    this.#emit({ type: 'closed', incident, reason, relievedFor, covered: hasNews ? [] : covered });
  }

  /** How long until the first note on a storm may be due, in milliseconds; `Infinity` if there is none. */
  get stormNoteIn(): number {
    return this.#storms.storm?.firstNoteIn(this.#clock.now()) ?? Infinity;
  }

  /** Follows up on the storm, if there is one. */
  followStorm(): void {
    const now = this.#clock.now();
    const ended = this.#storms.settle();
    if (ended !== undefined) {
      this.#emit({ type: 'storm-closed', stormId: ended.stormId, ...ended.picture(now) });
      return;
    }
    const { storm } = this.#storms;
    if (storm === undefined || this.isMuted) return;
    if (storm.isRepeatDue(now)) {
      storm.repeated(now, this.#nextRepeat(now));
      this.#emit({ type: 'storm-reasserted', stormId: storm.stormId, ...storm.picture(now) });
    } else if (storm.isNoteDue(now)) {
      storm.noted(now);
      this.#emit({ type: 'storm-grown', stormId: storm.stormId, ...storm.picture(now) });
    }
  }

  /**
   * Goes on with an incident that an earlier process notified of.
   *
   * @param notifiedAt when it last did, in milliseconds since 1970
   */
  inherit(episode: Episode, notifiedAt: number): void {
    const now = this.#clock.now();
    // Counted from the start of the process, it would never be due in a process that crashes every few minutes.
    const age = Math.max(0, this.#clock.wall() - notifiedAt);
    episode.notification.notified(now, episode.bad, Math.max(now, this.#nextRepeat(now) - age));
  }

  #suppress(tracker: Tracker, episode: Episode, now: number, by: 'mute' | 'storm'): void {
    episode.notification.suppress(by);
    this.#emit({ type: 'suppressed', incident: tracker.describe(episode, now), by });
  }

  #joinStorm(tracker: Tracker, episode: Episode, now: number): void {
    const { storm, begins } = this.#storms.join(tracker, episode, now);
    this.#suppress(tracker, episode, now, 'storm');
    if (!begins) return;
    storm.opened(this.#nextRepeat(now));
    this.#emit({ type: 'storm-opened', stormId: storm.stormId, ...storm.picture(now) });
  }

  #isReleased({ notification }: Episode): boolean {
    switch (notification.suppressedBy) {
      case 'mute':
        return !this.isMuted;
      case 'inhibition':
        return notification.inhibitor?.ended !== undefined;
      case 'storm':
      case undefined:
        // A storm lasts as long as its incidents do.
        return false;
    }
  }

  #nextRepeat(now: number): number {
    return now + REPEAT_EVERY * (1 + REPEAT_JITTER * (2 * this.#random() - 1));
  }
}

/** Whether the people on call were notified of a wider incident that is at least as urgent. */
function covers(wider: BadSample, narrower: BadSample): boolean {
  const { phase, episode } = wider.tracker;
  if (phase.name !== 'firing' || episode?.notification.isNotified !== true) return false;
  if (!speaksFor(wider.tracker, narrower.tracker)) return false;
  // Tasks do not count in what is counted for requests.
  if (narrower.tracker.rule.policy.recovery === 'first-success') return false;
  if (!isWider(wider.tracker.rule, narrower.tracker.rule)) return false;
  return wider.tracker.rule.scope === 'service' || wider.slot.controller === narrower.slot.controller;
}
