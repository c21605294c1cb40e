/** Where a command writes, and what it learns from outside. */
export interface Terminal {
  /** The results, one line at a time. */
  readonly out: (line: string) => void;
  /** Everything else: errors and progress. */
  readonly error: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Resolves when the user asks the program to end (Ctrl-C, or a termination signal). */
  readonly interrupted: () => Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
    environment: process.env,
    interrupted: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
      }),
  };
}
