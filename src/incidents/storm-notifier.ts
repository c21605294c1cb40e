import type { Clock } from '../time/clock.js';
import type { Episode } from './episode.js';
import type { Transition } from './incident.js';
import { urgencyOf } from './precedence.js';
import type { Repetition } from './repetition.js';
import { StormWatch } from './storm.js';
import type { Tracker } from './tracker.js';

/** Trouble this urgent is never suppressed by a storm. */
const MOST_URGENT = 0;

/** Notifies of storms: decides which incidents a storm takes in, and follows up on its alert. */
export class StormNotifier {
  readonly #clock: Clock;
  readonly #emit: (transition: Transition) => void;
  readonly #repetition: Repetition;
  readonly #storms = new StormWatch();

  constructor(clock: Clock, emit: (transition: Transition) => void, repetition: Repetition) {
    this.#clock = clock;
    this.#emit = emit;
    this.#repetition = repetition;
  }

  /** Whether a storm goes on. */
  get isActive(): boolean {
    return this.#storms.storm !== undefined;
  }

  /** Whether a storm suppresses an incident: it does unless the incident outranks all that the people on call were notified of. */
  suppresses(tracker: Tracker, now: number): boolean {
    const urgency = urgencyOf(tracker);
    if (urgency === MOST_URGENT || !this.#storms.isStormy(now)) return false;
    const { storm } = this.#storms;
    if (storm?.isOutrankedBy(urgency) !== true) return true;
    storm.raise(urgency);
    return false;
  }

  /** Counts an incident that gets an alert of its own. */
  notified(tracker: Tracker, episode: Episode, now: number): void {
    this.#storms.notified(tracker, episode, now);
  }

  /** Puts an incident into the storm, which may begin with it. */
  join(tracker: Tracker, episode: Episode, now: number): void {
    const { storm, begins } = this.#storms.join(tracker, episode, now);
    episode.notification.suppress('storm');
    this.#emit({ type: 'suppressed', incident: tracker.describe(episode, now), by: 'storm' });
    if (!begins) return;
    storm.opened(this.#repetition.after(now));
    this.#emit({ type: 'storm-opened', stormId: storm.stormId, ...storm.picture(now) });
  }

  /** How long until the first note on a storm may be due, in milliseconds; `Infinity` if there is none. */
  get noteIn(): number {
    return this.#storms.storm?.firstNoteIn(this.#clock.now()) ?? Infinity;
  }

  /** Follows up on the storm, if there is one: closes its alert, raises it again, or adds a note. @param isMuted whether only its end is reported */
  follow(isMuted: boolean): void {
    const now = this.#clock.now();
    const ended = this.#storms.settle();
    if (ended !== undefined) {
      this.#emit({ type: 'storm-closed', stormId: ended.stormId, ...ended.picture(now) });
      return;
    }
    const { storm } = this.#storms;
    if (storm === undefined || isMuted) return;
    if (storm.isRepeatDue(now)) {
      storm.repeated(now, this.#repetition.after(now));
      this.#emit({ type: 'storm-reasserted', stormId: storm.stormId, ...storm.picture(now) });
    } else if (storm.isNoteDue(now)) {
      storm.noted(now);
      this.#emit({ type: 'storm-grown', stormId: storm.stormId, ...storm.picture(now) });
    }
  }
}
