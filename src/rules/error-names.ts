import { errorClassName, errorName } from '../text/error-name.js';
import { readProperty } from '../text/guarded-read.js';
import type { ErrorClass } from './error-class.js';

/** Names are made of code, so there are few; a program that makes classes as it runs must not fill the memory. */
const MOST_NAMES = 1_000;

/** More classes of one name than this are made as the program runs, not written down in its code: they are taken for one. */
const MOST_CLASSES = 4;

/**
 * Names error classes, each differently: `TimeoutError` of one package and `TimeoutError` of another are two. The first to be seen keeps
 * the plain name; classes that rules name are seen at the start, in the order of the code.
 */
export class ErrorNames {
  readonly #names = new WeakMap<object, Map<string, string>>();
  readonly #count = new Map<string, number>();

  /** The name of a class that a rule names. */
  ofClass(type: ErrorClass): string {
    return this.#nameOf(type, errorClassName(type));
  }

  /** The name of what was thrown. What has no class of its own goes by its type. */
  ofError(error: unknown): string {
    const name = errorName(error);
    const type = classOf(error);
    return type === undefined ? name : this.#nameOf(type, name);
  }

  #nameOf(type: object, name: string): string {
    let names = this.#names.get(type);
    if (names === undefined) this.#names.set(type, (names = new Map<string, string>()));
    let unique = names.get(name);
    if (unique === undefined) {
      const count = (this.#count.get(name) ?? 0) + 1;
      if (count > MOST_CLASSES || (count === 1 && this.#count.size >= MOST_NAMES)) return name;
      this.#count.set(name, count);
      names.set(name, (unique = count === 1 ? name : `${name}~${count}`));
    }
    return unique;
  }
}

function classOf(error: unknown): object | undefined {
  const type = typeof error === 'object' ? readProperty(error, 'constructor') : undefined;
  return typeof type === 'function' ? type : undefined;
}
