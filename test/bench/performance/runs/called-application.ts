/** Makes one call, and waits until it has ended. */
export type Call = () => unknown;

/** An application with its entry points, and how to end it. */
export interface CalledApplication<Name extends string> {
  readonly calls: Readonly<Record<Name, Call>>;
  readonly close: () => Promise<void>;
}
