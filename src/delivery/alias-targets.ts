/** More open alerts than people can handle; each costs little more memory than its alias. */
const MOST = 10_000;

/** The name of a target; `undefined` is the module's own key. */
export type TargetName = string | undefined;

/** Remembers where alerts were opened: what is done with one later must go there. */
export class AliasTargets {
  readonly #targets = new Map<string, Set<TargetName>>();

  /** An alert was opened there. The application may open several alerts with one alias. */
  add(alias: string, target: TargetName): void {
    const targets = this.#targets.get(alias) ?? new Set();
    targets.add(target);
    // Moves it to the end: the one that was opened longest ago is forgotten first.
    this.#targets.delete(alias);
    this.#targets.set(alias, targets);
    const [oldest] = this.#targets.keys();
    if (this.#targets.size > MOST && oldest !== undefined) this.#targets.delete(oldest);
  }

  /** Where alerts with this alias were opened; `undefined` if this process does not know. */
  of(alias: string): readonly TargetName[] | undefined {
    const targets = this.#targets.get(alias);
    return targets && [...targets];
  }
}
