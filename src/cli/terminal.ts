/** Where a command writes, and what it learns from outside. */
export interface Terminal {
  /** The results, one line at a time. */
  readonly out: (line: string) => void;
  /** Everything else: errors and progress. */
  readonly error: (line: string) => void;
  /** Replaces the line that it wrote last by another one, or removes it for ''. Absent where errors go to a file. */
  readonly rewrite?: ((line: string) => void) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Resolves when the user asks the program to end (Ctrl-C, or a termination signal) for the first time. */
  readonly interrupted: () => Promise<void>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  // A reader that ends early, such as `head`, wants no more lines: that is no failure of the command.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    error: (line) => void process.stderr.write(`${line}\n`),
    rewrite: process.stderr.isTTY ? rewrite : undefined,
    environment: process.env,
    interrupted: () =>
      new Promise((resolve) => {
        const end = (): void => {
          // The second one ends the program at once, whichever of the two it is.
          for (const signal of SIGNALS) process.off(signal, end);
          resolve();
        };
        for (const signal of SIGNALS) process.on(signal, end);
      }),
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Goes to the start of the line and removes it. */
const REMOVE_LINE = '\r\u001b[2K';

function rewrite(line: string): void {
  process.stderr.write(`${REMOVE_LINE}${line.slice(0, Math.max(20, process.stderr.columns - 1))}`);
}
