import type { Clock } from '../time/clock.js';
import type { CoveredIncidents } from './covered-incidents.js';
import type { Episode } from './episode.js';
import type { Transition } from './incident.js';
import type { Mutes } from './mutes.js';
import type { Ending } from './phase.js';
import type { Repetition } from './repetition.js';
import type { StormNotifier } from './storm-notifier.js';
import type { Tracker } from './tracker.js';

/** Dependencies of {@link FollowUp}. */
export interface FollowUpParts {
  readonly clock: Clock;
  readonly emit: (transition: Transition) => void;
  readonly repetition: Repetition;
  readonly mutes: Mutes;
  readonly storms: StormNotifier;
  readonly covered: CoveredIncidents;
}

/** What comes after the first alert of an incident: repeats, notes, the release of what is suppressed no longer, and the close. */
export class FollowUp {
  readonly #parts: FollowUpParts;

  constructor(parts: FollowUpParts) {
    this.#parts = parts;
  }

  /** Follows up on an incident that goes on: raises its alert again, adds notes, or releases it once nothing suppresses it. */
  follow(tracker: Tracker, episode: Episode): void {
    const { clock, covered, emit, mutes, storms } = this.#parts;
    const { notification } = episode;
    const now = clock.now();
    if (notification.suppressedBy !== undefined) {
      if (this.#isReleased(episode)) notification.release();
      return;
    }
    if (!notification.isNotified || tracker.phase.name !== 'firing' || mutes.areActive) return;
    // First: a note on an alert that a person has closed reaches no one, so no note may put this off.
    if (this.reassert(tracker)) return;
    if (covered.hasNews(tracker) && notification.mayNote(now)) {
      notification.noted(now);
      const described = covered.describe(tracker, now);
      emit({ type: 'covered', incident: tracker.describe(episode, now), covered: described });
      // A storm's own notes are enough: with those of each incident it would make more than ten calls a minute.
    } else if (!storms.isActive && notification.mayNote(now) && notification.hasGrown(episode.bad)) {
      notification.noted(now, episode.bad);
      const incident = tracker.describe(episode, now);
      episode.described(incident);
      emit({ type: 'grown', incident, covered: covered.describe(tracker, now) });
    }
  }

  /**
   * Raises the alert of an incident again if that is due. Called for each bad sample as well: between two of them, all may look well
   * whenever the incident is evaluated.
   *
   * @returns whether it did
   */
  reassert(tracker: Tracker): boolean {
    const { clock, emit, mutes, repetition } = this.#parts;
    const { episode } = tracker;
    const now = clock.now();
    if (episode?.notification.isRepeatDue(now, episode.lastBadAt) !== true || mutes.areActive) return false;
    episode.notification.repeated(now, repetition.after(now));
    emit({ type: 'reasserted', incident: tracker.describe(episode, now) });
    return true;
  }

  /** Reports the end of an incident to those who were notified of it. */
  close(tracker: Tracker, { episode, reason, relievedFor }: Ending): void {
    const { clock, covered, emit, mutes } = this.#parts;
    const now = clock.now();
    const hasNews = covered.hasNews(tracker);
    const described = covered.describe(tracker, now);
    covered.forget(tracker);
    mutes.ended(episode);
    if (!episode.notification.isNotified) return;
    const incident = tracker.describe(episode, now);
    if (hasNews) emit({ type: 'covered', incident, covered: described });
    // What a note has just said needs no repetition.
    emit({ type: 'closed', incident, reason, relievedFor, covered: hasNews ? [] : described });
  }

  /** Another process has closed the alert of an incident: it is over here, too. */
  conclude(tracker: Tracker, episode: Episode): void {
    this.#parts.covered.forget(tracker);
    this.#parts.mutes.ended(episode);
  }

  /**
   * Goes on with an incident that an earlier process notified of.
   *
   * @param notifiedAt when it last did, in milliseconds since 1970
   */
  inherit(episode: Episode, notifiedAt: number): void {
    const { clock, repetition } = this.#parts;
    const now = clock.now();
    // Counted from the start of the process, it would never be due in a process that crashes every few minutes.
    const age = Math.max(0, clock.wall() - notifiedAt);
    episode.notification.notified(now, episode.bad, Math.max(now, repetition.after(now) - age));
  }

  #isReleased({ notification }: Episode): boolean {
    switch (notification.suppressedBy) {
      case 'mute':
        return !this.#parts.mutes.areActive;
      case 'inhibition':
        return notification.inhibitor?.ended !== undefined;
      case 'storm':
      case undefined:
        // A storm lasts as long as its incidents do.
        return false;
    }
  }
}
