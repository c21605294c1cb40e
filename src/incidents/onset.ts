import { randomUUID } from 'node:crypto';

import type { Policy } from '../rules/policy.js';
import { Episode } from './episode.js';
import type { FlapDamper } from './flap-damper.js';
import type { Incident, PreviousIncident } from './incident.js';
import type { Gauge } from './measure.js';
import { QUIET, type Phase } from './phase.js';

/** Judges whether an incident begins: quiet → pending → firing. Times are monotonic milliseconds. */
export class Onset {
  readonly #policy: Policy;
  readonly #gauge: Gauge;
  readonly #damper: FlapDamper;
  #previous: PreviousIncident | undefined;

  constructor(policy: Policy, gauge: Gauge, damper: FlapDamper) {
    this.#policy = policy;
    this.#gauge = gauge;
    this.#damper = damper;
  }

  /** An incident is over: the next one says so. */
  ended({ firstSeen, failingFor }: Incident, now: number): void {
    this.#damper.closed(now);
    this.#previous = { firstSeen, lasted: failingFor };
  }

  /** The phase after a bad sample. @param wall the time of day, in milliseconds */
  afterBad(phase: Phase, now: number, wall: number): Phase {
    if (!this.#gauge.isExceeded(now)) return QUIET;
    const since = phase.name === 'pending' ? phase.since : now;
    if (now - since < this.#policy.for || !this.#gauge.isGoingOn(now)) return { name: 'pending', since };
    const { bad, total } = this.#gauge.severity(now);
    const past = { recurrence: this.#damper.opened(now), previous: this.#previous };
    return { name: 'firing', episode: new Episode(randomUUID(), wall, past, now, bad, total) };
  }

  /** The phase where no sample has come: only a bad sample can open an incident. */
  afterWait(phase: Phase, now: number): Phase {
    return phase.name === 'pending' && this.#gauge.isExceeded(now) ? phase : QUIET;
  }
}
