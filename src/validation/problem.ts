/** One thing that is wrong with what somebody configured. */
export interface Problem {
  /** Where it is: `rules[0].priority`. */
  readonly path: string;
  /** What is wrong and what to do: `must be one of P1, P2, P3, P4, P5; got 'P0'`. */
  readonly message: string;
}

/** The configuration cannot be used. Thrown at boot, or when a decorated class is defined; it names every problem at once. */
export class OpsgenieConfigurationError extends Error {
  override readonly name = 'OpsgenieConfigurationError';

  constructor(
    /** Where the configuration stands: `OpsgenieModule.forRoot()`, `@AlertOnStatus() on OrdersController.find`. */
    readonly place: string,
    /** All that is wrong with it. */
    readonly problems: readonly Problem[],
  ) {
    super(`${place} cannot be used:\n${problems.map(({ path, message }) => `  - ${path} ${message}`).join('\n')}`);
  }
}

/** Shows a wrong value in an error, short enough to read. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}
