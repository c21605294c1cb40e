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
  /** All that is wrong with it. */
  readonly problems: readonly Problem[];

  constructor(
    /** Where the configuration stands: `OpsgenieModule.forRoot()`, `@AlertOnStatus() on OrdersController.find`. */
    readonly place: string,
    problems: readonly Problem[],
  ) {
    const shown = problems.map(({ path, message }) => ({ path: hideKeys(path), message: hideKeys(message) }));
    super(`${place} cannot be used:\n${shown.map(({ path, message }) => `  - ${path} ${message}`).join('\n')}`);
    this.problems = shown;
  }
}

/** Shows a wrong value in an error, short enough to read. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    // First, because half of a key that was cut is not known for one any more.
    const text = hideKeys(value);
    return text.length > 40 ? `'${text.slice(0, 40)}…'` : `'${text}'`;
  }
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

/** The form of an API key: a UUID. */
const KEY = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** A key may stand where it does not belong, as the value or the name of another option, and boot errors are logged. */
function hideKeys(text: string): string {
  return text.replace(KEY, '[api key]');
}
