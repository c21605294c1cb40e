import type { ObservedMethod } from './observed-method.js';

/** Observed methods, by class and name: an inherited method is the same function in several classes. */
export class ObservedMethods {
  readonly #methods = new Map<object, Map<string | symbol, ObservedMethod>>();

  get all(): ObservedMethod[] {
    return [...this.#methods.values()].flatMap((ofClass) => [...ofClass.values()]);
  }

  /** @param prototype that of the class */
  get(prototype: object, name: string | symbol): ObservedMethod | undefined {
    return this.#methods.get(prototype)?.get(name);
  }

  add(observed: ObservedMethod): void {
    const { name, type } = observed.method;
    let ofClass = this.#methods.get(type.prototype);
    if (ofClass === undefined)
      this.#methods.set(type.prototype, (ofClass = new Map<string | symbol, ObservedMethod>()));
    ofClass.set(name, observed);
  }
}
