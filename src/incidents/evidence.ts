import type { ObservedOutcome } from '../rules/outcome.js';
import { Causes, type CountedCause } from './causes.js';
import type { Keeping, Sighting } from './sighting.js';

const MINUTE = 60_000;
/** Before there is an incident, evidence is forgotten in this many steps: it is a sixth older than the window at most. */
const STEPS = 6;

/** What was seen in a while. */
interface Period {
  /** Monotonic, in milliseconds. */
  readonly beganAt: number;
  /** Wall time of the first bad sample, in milliseconds. */
  readonly firstSeen: number;
  readonly causes: Causes;
  /** When its last bad sample was; monotonic, in milliseconds. */
  lastAt: number;
  /** The most bad samples in any one minute. */
  peak: number;
}

/** What the bad samples of an incident have in common, and one of them as an example. */
export class Evidence {
  /** The oldest first; `STEPS` and one at most. */
  #periods: readonly Period[] = [];
  /** The last bad outcome while it is judged. */
  #judged: Sighting | undefined;
  /** Wall time of the last bad sample, in milliseconds. */
  #lastSeen = 0;
  #minuteStartedAt = -Infinity;
  #minuteBad = 0;
  #isOver = false;

  /**
   * Adds a bad sample.
   *
   * @param now monotonic time, in milliseconds
   * @param wall the time of day, in milliseconds
   * @param window forgets what is older than this many milliseconds. @defaultValue `Infinity`, as during an incident
   */
  add(sighting: Sighting, now: number, wall: number, window = Infinity): void {
    if (this.#isOver) this.clear();
    const period = this.#periodAt(now, wall, window);
    period.lastAt = now;
    period.causes.add(sighting);
    this.#judged = sighting;
    this.#lastSeen = wall;
    if (now - this.#minuteStartedAt >= MINUTE) {
      this.#minuteStartedAt = now;
      this.#minuteBad = 0;
    }
    this.#minuteBad++;
    period.peak = Math.max(period.peak, this.#minuteBad);
  }

  /** Keeps of the last bad outcome what alerts say of it, should it become the example. Called once it is judged. */
  keep(sighting: Sighting, now: number, keeping: Keeping): void {
    if (this.#periods.at(-1)?.causes.wantsExample(sighting, now) === true) sighting.keep(keeping);
    this.#judged = undefined;
  }

  /** Its incident is over: forgets the examples, which take memory, and with the next sample everything. */
  end(): void {
    this.#isOver = true;
    this.#judged = undefined;
    for (const { causes } of this.#periods) causes.forgetExamples();
  }

  /** When the first bad sample was, in monotonic milliseconds; `undefined` before it. */
  get beganAt(): number | undefined {
    return this.#periods[0]?.beganAt;
  }

  /** Wall time of the first bad sample, in milliseconds; `undefined` before it. */
  get firstSeen(): number | undefined {
    return this.#periods[0]?.firstSeen;
  }

  /** Wall time of the last bad sample, in milliseconds; `undefined` before the first. */
  get lastSeen(): number | undefined {
    return this.#periods.length === 0 ? undefined : this.#lastSeen;
  }

  /** The most bad samples in any one minute. */
  get peakPerMinute(): number {
    return Math.max(0, ...this.#periods.map(({ peak }) => peak));
  }

  /** The causes with how often each was seen, the most frequent first. */
  get causes(): readonly CountedCause[] {
    return Causes.merged(this.#periods.map(({ causes }) => causes)).counted;
  }

  /** An outcome of the most frequent cause; the last one while it is judged. */
  get example(): ObservedOutcome | undefined {
    const { counted, examples } = Causes.merged(this.#periods.map(({ causes }) => causes));
    const judged = this.#judged;
    for (const { key } of counted) {
      if (judged?.cause.key === key) return judged.outcome;
      const example = examples.get(key);
      if (example !== undefined) return example;
    }
    return judged?.outcome;
  }

  /** Forgets everything. */
  clear(): void {
    this.#isOver = false;
    this.#periods = [];
    this.#minuteStartedAt = -Infinity;
  }

  #periodAt(now: number, wall: number, window: number): Period {
    const last = this.#periods.at(-1);
    if (last !== undefined && now - last.beganAt <= window / STEPS) return last;
    const period = { beganAt: now, firstSeen: wall, causes: new Causes(), lastAt: now, peak: 0 };
    const recent = this.#periods.filter(({ lastAt }) => now - lastAt < window);
    this.#periods = [...recent, period];
    return period;
  }
}
