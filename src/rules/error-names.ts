import { errorClassName, errorName, namingPrototype, namesAllAlike } from '../text/error-name.js';
import { readProperty } from '../text/guarded-read.js';
import { classMark, likeness } from './class-mark.js';
import type { ErrorClass } from './error-class.js';

/** Names are made of code, so there are few; a program that makes classes as it runs must not fill the memory. */
const MOST_NAMES = 1_000;

/** More classes of one name than this are made as the program runs, not written down in its code: they are taken for one. */
const MOST_CLASSES = 4;

/** A class among those of one name. */
interface Namesake {
  /** `TimeoutError`, `TimeoutError~2` */
  readonly unique: string;
  readonly mark: string;
  /** Whether this process has met the class; else an earlier one has, and it keeps its name. */
  isSeen: boolean;
}

/**
 * Names error classes, each differently: `TimeoutError` of one package and `TimeoutError` of another are two. The first to be seen keeps
 * the plain name; classes that rules name are seen at the start, in the order of the code. Classes of which an earlier process left an
 * open incident keep the names that they had there.
 */
export class ErrorNames {
  readonly #names = new WeakMap<object, Map<string, string>>();
  /** The names of errors that say nothing of their own, so that a storm of errors costs one look-up each. */
  readonly #byPrototype = new WeakMap<object, string>();
  readonly #namesakes = new Map<string, Namesake[]>();

  /** The name of a class that a rule names. */
  ofClass(type: ErrorClass): string {
    return this.#nameOf(type, errorClassName(type));
  }

  /** The name of what was thrown. What has no class of its own goes by its type. */
  ofError(error: unknown): string {
    const prototype = namingPrototype(error);
    const known = prototype === undefined ? undefined : this.#byPrototype.get(prototype);
    if (known !== undefined) return known;
    const name = errorName(error);
    const type = classOf(error);
    if (type === undefined) return name;
    const unique = this.#nameOf(type, name, error);
    if (prototype !== undefined && namesAllAlike(prototype) && this.#isKnown(type, name))
      this.#byPrototype.set(prototype, unique);
    return unique;
  }

  /** What the next process knows the class of a name by; absent for names that were not given here. */
  markOf(unique: string): string | undefined {
    return this.#namesakes.get(plain(unique))?.find((namesake) => namesake.unique === unique)?.mark;
  }

  /**
   * Takes the name that an earlier process gave a class, and keeps it for that class.
   *
   * @returns the name that the class has in this process, which may have met others before
   */
  recall(unique: string, mark: string): string {
    const namesakes = this.#namesakesOf(plain(unique));
    if (namesakes === undefined) return unique;
    const like = mostLike(namesakes, mark);
    if (like !== undefined && likeness(like.mark, mark) === 3) return like.unique;
    const own = namesakes.find((namesake) => namesake.unique === unique);
    if (own === undefined) {
      if (namesakes.length < MOST_CLASSES) namesakes.push({ unique, mark, isSeen: false });
      return unique;
    }
    return likeness(own.mark, mark) === 0 ? (like?.unique ?? unique) : unique;
  }

  #isKnown(type: object, name: string): boolean {
    return this.#names.get(type)?.has(name) === true;
  }

  #nameOf(type: object, name: string, error?: unknown): string {
    let names = this.#names.get(type);
    if (names === undefined) this.#names.set(type, (names = new Map<string, string>()));
    let unique = names.get(name);
    if (unique === undefined) {
      const namesake = this.#newNamesake(type, name, error);
      if (namesake === undefined) return name;
      namesake.isSeen = true;
      names.set(name, (unique = namesake.unique));
    }
    return unique;
  }

  #newNamesake(type: object, name: string, error: unknown): Namesake | undefined {
    const namesakes = this.#namesakesOf(name);
    if (namesakes === undefined) return undefined;
    const unseen = namesakes.filter(({ isSeen }) => !isSeen);
    if (unseen.length === 0 && namesakes.length >= MOST_CLASSES) return undefined;
    const mark = classMark(type, error);
    const recalled = mostLike(unseen, mark);
    if (recalled !== undefined || namesakes.length >= MOST_CLASSES) return recalled;
    const isFree = (unique: string): boolean => namesakes.every((namesake) => namesake.unique !== unique);
    let number = 1;
    while (!isFree(numbered(name, number))) number++;
    const namesake = { unique: numbered(name, number), mark, isSeen: false };
    namesakes.push(namesake);
    return namesake;
  }

  #namesakesOf(name: string): Namesake[] | undefined {
    let namesakes = this.#namesakes.get(name);
    if (namesakes === undefined) {
      if (this.#namesakes.size >= MOST_NAMES) return undefined;
      this.#namesakes.set(name, (namesakes = []));
    }
    return namesakes;
  }
}

function numbered(name: string, number: number): string {
  return number === 1 ? name : `${name}~${number}`;
}

function plain(unique: string): string {
  return unique.replace(/~\d$/, '');
}

/** The one that is most like a class, unless all differ from it. */
function mostLike(namesakes: readonly Namesake[], mark: string): Namesake | undefined {
  let most: Namesake | undefined;
  let degree = 0;
  for (const namesake of namesakes) {
    const own = likeness(namesake.mark, mark);
    if (own > degree) [most, degree] = [namesake, own];
  }
  return most;
}

function classOf(error: unknown): object | undefined {
  const type = typeof error === 'object' ? readProperty(error, 'constructor') : undefined;
  return typeof type === 'function' ? type : undefined;
}
