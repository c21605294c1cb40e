/** The closes of incidents that are not delivered yet. Those that the application asks for itself are not among them. */
export class OwnCloses {
  readonly #byAlias = new Map<string, Promise<unknown>>();

  /** A close was accepted. @param delivered resolves when it is settled; never rejects */
  accepted(alias: string, delivered: Promise<unknown>): void {
    this.#byAlias.set(alias, delivered);
    void delivered.then(() => {
      if (this.#byAlias.get(alias) === delivered) this.#byAlias.delete(alias);
    });
  }

  /** What says when the close of an alert is settled; `undefined` where none waits. */
  of(alias: string): Promise<unknown> | undefined {
    return this.#byAlias.get(alias);
  }
}
