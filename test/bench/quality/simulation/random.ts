/**
 * A seeded stream of random numbers (sfc32 by Chris Doty-Humphrey, PractRand).
 *
 * `Math.random` cannot be seeded, but a benchmark must be reproducible.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  /**
   * @param seed any number; the same seed gives the same stream
   * @param stream distinguishes streams of one seed, so that drawing more from one does not change another
   */
  constructor(seed: number, stream: string) {
    this.a = seed | 0;
    this.b = hash(stream);
    this.c = 0x9e3779b9 | 0;
    for (let round = 0; round < 15; round++) this.next();
  }

  /** A number from 0 (included) to 1 (excluded). */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A number between two others, uniformly distributed. */
  uniform(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  /** A number between two others, log-uniformly distributed. Both must be above 0. */
  logUniform(from: number, to: number): number {
    return from * (to / from) ** this.next();
  }

  /** A whole number from 0 (included) to `bound` (excluded). */
  integer(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** The same items in random order. */
  shuffle<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, key: this.next() }));
    return keyed.toSorted((left, right) => left.key - right.key).map(({ item }) => item);
  }

  /** Time until the next event of a Poisson process, in the unit of `1 / rate`. */
  gap(rate: number): number {
    return -Math.log(1 - this.next()) / rate;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
