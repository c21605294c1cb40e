import type { Clock } from '../time/clock.js';
import { CoveredIncidents } from './covered-incidents.js';
import { FollowUp } from './follow-up.js';
import type { Episode } from './episode.js';
import type { Transition } from './incident.js';
import type { BadSample } from './monitor.js';
import { Mutes } from './mutes.js';
import { covers, isWider } from './precedence.js';
import { Repetition } from './repetition.js';
import { StormNotifier } from './storm-notifier.js';
import type { Tracker } from './tracker.js';

/** Decides whether the people on call are notified of an incident: mutes, inhibition, storms. */
export class Notifier {
  readonly #clock: Clock;
  readonly #emit: (transition: Transition) => void;
  readonly #repetition: Repetition;
  readonly #covered = new CoveredIncidents();
  readonly #mutes: Mutes;
  readonly #storms: StormNotifier;
  /** What comes after the first alert of an incident. */
  readonly followUp: FollowUp;

  /** @param random gives numbers from 0 to 1, for jitter */
  constructor(clock: Clock, emit: (transition: Transition) => void, random: () => number) {
    this.#clock = clock;
    this.#emit = emit;
    this.#repetition = new Repetition(random);
    this.#mutes = new Mutes(clock, (hidden) => emit({ type: 'mute-ended', hidden }));
    this.#storms = new StormNotifier(clock, emit, this.#repetition);
    const parts = { repetition: this.#repetition, mutes: this.#mutes, storms: this.#storms, covered: this.#covered };
    this.followUp = new FollowUp({ clock, emit, ...parts });
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
      episode.notification.suppress('mute');
      this.#emit({ type: 'suppressed', incident: tracker.describe(episode, now), by: 'mute' });
      return;
    }
    for (const wider of troubled) if (covers(wider, sample)) return this.inhibit(tracker, wider.tracker);
    if (this.#storms.suppresses(tracker, now)) return this.#storms.join(tracker, episode, now);
    this.#storms.notified(tracker, episode, now);
    episode.notification.notified(now, episode.bad, this.#repetition.after(now));
    const incident = tracker.describe(episode, now);
    episode.raised(incident);
    this.#emit({ type: 'opened', incident });
  }

  /**
   * Another process reported an incident: it counts here as reported.
   *
   * @param notifiedAt when that was, in milliseconds since 1970
   */
  follow(tracker: Tracker, episode: Episode, notifiedAt: number): void {
    this.#storms.notified(tracker, episode, this.#clock.now());
    this.followUp.inherit(episode, notifiedAt);
  }

  /** The storm takes in an incident, though this process knows too few others to see it. */
  joinStorm(tracker: Tracker, episode: Episode): void {
    this.#storms.join(tracker, episode, this.#clock.now());
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

  /** How long until the first note on a storm may be due, in milliseconds; `Infinity` if there is none. */
  get stormNoteIn(): number {
    return this.#storms.noteIn;
  }

  /** Follows up on the storm, if there is one. */
  followStorm(): void {
    this.#storms.follow(this.isMuted);
  }
}
