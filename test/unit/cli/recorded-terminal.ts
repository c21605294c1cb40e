import type { Terminal } from '../../../src/cli/terminal.js';

/** A terminal that keeps what is written. */
export class RecordedTerminal implements Terminal {
  readonly lines: string[] = [];
  readonly errors: string[] = [];
  readonly environment: Readonly<Record<string, string | undefined>>;
  #interrupt: () => void = () => undefined;
  readonly #interrupted = new Promise<void>((resolve) => {
    this.#interrupt = resolve;
  });

  constructor(environment: Readonly<Record<string, string | undefined>> = {}) {
    this.environment = environment;
  }

  readonly out = (line: string): void => void this.lines.push(line);
  readonly error = (line: string): void => void this.errors.push(line);
  readonly interrupted = (): Promise<void> => this.#interrupted;

  /** Presses Ctrl-C. */
  interrupt(): void {
    this.#interrupt();
  }

  get output(): string {
    return this.lines.join('\n');
  }

  get errorOutput(): string {
    return this.errors.join('\n');
  }
}
