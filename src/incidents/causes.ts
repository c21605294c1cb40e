import type { Cause } from '../rules/cause.js';
import type { ObservedOutcome } from '../rules/outcome.js';
import type { Sighting } from './sighting.js';

/** How many causes are counted separately: a message full of ids could otherwise fill the memory. The rest is counted together. */
const MOST_CAUSES = 8;
/** Describing an error costs more than all the rest of a bad sample, so of each cause it is done at most this often. Milliseconds. */
const KEEP_EVERY = 1_000;

/** A cause and how often it was seen. */
export interface CountedCause extends Cause {
  readonly count: number;
}

const OTHERS: Cause = { key: '', what: 'other causes', status: undefined, operation: '', message: '' };

interface Entry {
  readonly cause: Cause;
  count: number;
  /** The last outcome of which was kept what alerts say of it. */
  example: ObservedOutcome | undefined;
  keptAt: number;
}

/** Counts the causes of bad samples, with an example of each. */
export class Causes {
  readonly #entries = new Map<string, Entry>();

  /** The causes of several times as those of one. */
  static merged(all: readonly Causes[]): Causes {
    const [only, ...others] = all;
    if (only !== undefined && others.length === 0) return only;
    const merged = new Causes();
    for (const causes of all)
      for (const { cause, count, example } of causes.#entries.values()) {
        const entry = merged.#entryFor(cause);
        entry.count += count;
        entry.example = example ?? entry.example;
      }
    return merged;
  }

  add({ cause }: Sighting): void {
    this.#entryFor(cause).count++;
  }

  /** Whether an outcome is to be kept as the example of its cause. It is taken for it at once. */
  wantsExample(sighting: Sighting, now: number): boolean {
    const entry = this.#entries.get(sighting.cause.key) ?? this.#entries.get(OTHERS.key);
    if (entry === undefined || (entry.example !== undefined && now - entry.keptAt < KEEP_EVERY)) return false;
    entry.example = sighting.outcome;
    entry.keptAt = now;
    return true;
  }

  forgetExamples(): void {
    for (const entry of this.#entries.values()) entry.example = undefined;
  }

  /** The causes, the most frequent first. */
  get counted(): readonly CountedCause[] {
    return [...this.#entries.values()]
      .map(({ cause, count }) => ({ ...cause, count }))
      .toSorted((one, other) => other.count - one.count);
  }

  /** An outcome of each cause, by its key. */
  get examples(): ReadonlyMap<string, ObservedOutcome> {
    const examples = new Map<string, ObservedOutcome>();
    for (const [key, { example }] of this.#entries) if (example !== undefined) examples.set(key, example);
    return examples;
  }

  #entryFor(cause: Cause): Entry {
    const known = this.#entries.get(cause.key);
    if (known !== undefined) return known;
    const counted = this.#entries.size < MOST_CAUSES ? cause : OTHERS;
    const entry = this.#entries.get(counted.key) ?? { cause: counted, count: 0, example: undefined, keptAt: -Infinity };
    this.#entries.set(counted.key, entry);
    return entry;
  }
}
