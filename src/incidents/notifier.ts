import type { Clock } from '../time/clock.js';
import { Inhibition, type Episode } from './episode.js';
import type { EndReason, Incident, Transition } from './incident.js';
import type { BadSample } from './monitor.js';
import { Mutes } from './mutes.js';
import { isWider, speaksFor, urgencyOf } from './precedence.js';
import { StormWatch } from './storm.js';
import type { Tracker } from './tracker.js';

/** A firing incident is told again this often: it reopens what a person or another instance closed too early. Milliseconds. */
const REASSERT_EVERY = 5 * 60_000;
/** Instances must not all tell at the same moment: ±20%. */
const REASSERT_JITTER = 0.2;
/** One alert gets at most one note in this time. Milliseconds. */
const NOTE_EVERY = 60_000;
/** A note names no more incidents than a person reads. */
const MOST_COVERED = 50;
/** Trouble this urgent is never held back by a storm. */
const MOST_URGENT = 0;

/** Decides who is told of an incident, and when again: mutes, inhibition, storms, re-assertion. */
export class Announcer {
  readonly #clock: Clock;
  readonly #emit: (transition: Transition) => void;
  readonly #random: () => number;
  readonly #storms = new StormWatch();
  /** Incidents that a wider one covers and that it has not spoken of yet. */
  readonly #covered = new Map<Tracker, Incident[]>();
  readonly #mutes = new Mutes();

  /** @param random gives numbers from 0 to 1, for jitter */
  constructor(clock: Clock, emit: (transition: Transition) => void, random: () => number) {
    this.#clock = clock;
    this.#emit = emit;
    this.#random = random;
  }

  get isMuted(): boolean {
    return this.#mutes.cover(this.#clock.now());
  }

  /** Tells nobody of new incidents for so many milliseconds. @returns ends it early */
  mute(milliseconds: number): () => void {
    const now = this.#clock.now();
    return this.#mutes.add(now, now + milliseconds);
  }

  /**
   * Decides who is told of an incident.
   *
   * @param troubled all incidents that are under way, to see whether a wider one covers this one
   */
  announce(sample: BadSample, troubled: Iterable<BadSample>): void {
    const { tracker } = sample;
    const { episode } = tracker;
    if (episode === undefined) return;
    const now = this.#clock.now();
    if (this.isMuted) {
      episode.announcement = { type: 'held', by: 'mute' };
      this.#emit({ type: 'held', incident: tracker.describe(episode, now), by: 'mute' });
      return;
    }
    for (const wider of troubled) {
      if (!covers(wider, sample)) continue;
      return this.hold(tracker, wider.tracker);
    }
    const urgency = urgencyOf(tracker);
    if (urgency > MOST_URGENT && this.#storms.isStormy(now)) {
      if (!this.#storms.outranks(urgency)) return this.#joinStorm(tracker, episode, now);
      this.#storms.raise(urgency);
    }
    this.#storms.announced(now);
    this.#tell(tracker, episode, now, 'opened', episode.bad);
  }

  /** Tells nobody of an incident, because another speaks for it. */
  hold(tracker: Tracker, speaker: Tracker): void {
    const { episode } = tracker;
    if (episode === undefined || speaker.episode === undefined) return;
    const incident = tracker.describe(episode, this.#clock.now());
    const isCovered = isWider(speaker.rule, tracker.rule);
    episode.announcement = new Inhibition(speaker.episode, isCovered);
    this.#emit({ type: 'held', incident, by: 'inhibition' });
    // An alert about the same operation speaks for it already; one about more should name what it covers.
    if (isCovered) this.#remember(speaker, incident);
  }

  /**
   * Lets go of an incident that turns out to be other trouble than the one that speaks for it.
   *
   * @param samples what the same outcome broke
   */
  compare({ episode }: Tracker, samples: readonly BadSample[]): void {
    if (!(episode?.announcement instanceof Inhibition)) return;
    const { speaker } = episode.announcement;
    episode.announcement.addBad(samples.some(({ tracker }) => tracker.episode === speaker));
    if (episode.announcement.isRefuted) episode.announcement = { type: 'undecided' };
  }

  /** Looks after an incident that goes on: tells again, tells more, or lets go of what is held no longer. */
  follow(tracker: Tracker, episode: Episode): void {
    const { announcement } = episode;
    const now = this.#clock.now();
    if (announcement.type === 'held') {
      // Once nothing holds it any more, the next bad sample decides: what has stopped by then is no news.
      if (this.#isReleased(announcement)) episode.announcement = { type: 'undecided' };
      return;
    }
    if (announcement.type !== 'told' || tracker.phase.name !== 'firing' || this.isMuted) return;
    const covered = this.#covered.get(tracker);
    // First: a note on an alert that a person has closed reaches no one, so no note may put this off.
    if (now >= episode.reassertAt && episode.lastBadAt > announcement.at) {
      // Who sees the open alert learns nothing by it: what has grown is still news.
      this.#tell(tracker, episode, now, 'reasserted', announcement.bad);
    } else if (covered !== undefined && now - announcement.notedAt >= NOTE_EVERY) {
      this.#covered.delete(tracker);
      episode.announcement = { ...announcement, notedAt: now };
      this.#emit({ type: 'covered', incident: tracker.describe(episode, now), covered });
    } else if (this.#hasGrown(announcement, episode, now)) {
      episode.announcement = { ...announcement, notedAt: now, bad: episode.bad };
      this.#emit({ type: 'grown', incident: tracker.describe(episode, now) });
    }
  }

  /** Tells the end of an incident to those who were told of it. */
  end(tracker: Tracker, episode: Episode, reason: EndReason): void {
    episode.ended = true;
    const covered = this.#covered.get(tracker);
    this.#covered.delete(tracker);
    if (episode.announcement.type !== 'told') return;
    const incident = tracker.describe(episode, this.#clock.now());
    if (covered !== undefined) this.#emit({ type: 'covered', incident, covered });
    this.#emit({ type: 'closed', incident, reason });
  }

  /** Looks after the storm, if there is one. */
  followStorm(): void {
    const now = this.#clock.now();
    const ended = this.#storms.settle();
    if (ended !== undefined) {
      const { stormId, beganAt, members } = ended;
      this.#emit({ type: 'storm-closed', stormId, lasted: now - beganAt, incidents: members.size });
      return;
    }
    const { storm } = this.#storms;
    if (storm === undefined || this.isMuted) return;
    if (now >= storm.reassertAt && storm.goesOn) {
      storm.toldAt = now;
      storm.notedAt = now;
      storm.reassertAt = now + this.#untilReassertion();
      this.#emit({ type: 'storm-reasserted', stormId: storm.stormId, incidents: describeAll(storm.members, now) });
    } else if (magnitude(storm.members.size) > magnitude(storm.told) && now - storm.notedAt >= NOTE_EVERY) {
      storm.told = storm.members.size;
      storm.notedAt = now;
      this.#emit({ type: 'storm-grown', stormId: storm.stormId, incidents: describeAll(storm.members, now) });
    }
  }

  /**
   * Takes up an incident that an earlier process told of.
   *
   * @param toldAt when it did so last, in milliseconds since 1970
   */
  adopt(episode: Episode, toldAt: number): void {
    const now = this.#clock.now();
    episode.announcement = { type: 'told', at: now, notedAt: now, bad: episode.bad };
    // Counted from the start of the process, it would never be due in a process that crashes every few minutes.
    const age = Math.max(0, this.#clock.wall() - toldAt);
    episode.reassertAt = now + Math.max(0, this.#untilReassertion() - age);
  }

  #remember(wider: Tracker, incident: Incident): void {
    const covered = this.#covered.get(wider);
    if (covered === undefined) this.#covered.set(wider, [incident]);
    else if (covered.length < MOST_COVERED) covered.push(incident);
  }

  #tell(tracker: Tracker, episode: Episode, now: number, type: 'opened' | 'reasserted', bad: number): void {
    episode.announcement = { type: 'told', at: now, notedAt: now, bad };
    episode.reassertAt = now + this.#untilReassertion();
    this.#emit({ type, incident: tracker.describe(episode, now) });
  }

  #joinStorm(tracker: Tracker, episode: Episode, now: number): void {
    episode.announcement = { type: 'held', by: 'storm' };
    const { storm, begins } = this.#storms.join(tracker, episode, now);
    this.#emit({ type: 'held', incident: tracker.describe(episode, now), by: 'storm' });
    if (!begins) return;
    storm.reassertAt = now + this.#untilReassertion();
    this.#emit({ type: 'storm-opened', stormId: storm.stormId, incidents: describeAll(storm.members, now) });
  }

  #hasGrown(
    { notedAt, bad }: Extract<Episode['announcement'], { type: 'told' }>,
    episode: Episode,
    now: number,
  ): boolean {
    // A storm's own notes are enough: with those of each incident it would make more than ten calls a minute.
    if (this.#storms.storm !== undefined) return false;
    return now - notedAt >= NOTE_EVERY && magnitude(episode.bad) > magnitude(bad);
  }

  #isReleased(held: Extract<Episode['announcement'], { type: 'held' }>): boolean {
    switch (held.by) {
      case 'mute':
        return !this.isMuted;
      case 'inhibition':
        return held.speaker.ended;
      case 'storm':
        // Its storm lasts as long as it does.
        return false;
    }
  }

  #untilReassertion(): number {
    return REASSERT_EVERY * (1 + REASSERT_JITTER * (2 * this.#random() - 1));
  }
}

/** Whether somebody was told of a wider incident that is at least as urgent. */
function covers(wider: BadSample, narrower: BadSample): boolean {
  const { phase, episode } = wider.tracker;
  if (phase.name !== 'firing' || episode?.announcement.type !== 'told') return false;
  if (!speaksFor(wider.tracker, narrower.tracker)) return false;
  // Tasks do not count in what is counted for requests.
  if (narrower.tracker.rule.policy.recovery === 'first-success') return false;
  if (!isWider(wider.tracker.rule, narrower.tracker.rule)) return false;
  return wider.tracker.rule.scope === 'service' || wider.slot.controller === narrower.slot.controller;
}

function magnitude(count: number): number {
  return Math.floor(Math.log2(Math.max(1, count)));
}

function describeAll(members: ReadonlyMap<Tracker, Episode>, now: number): Incident[] {
  return [...members]
    .map(([tracker, episode]) => tracker.describe(episode, now))
    .toSorted((one, other) => other.bad - one.bad);
}
