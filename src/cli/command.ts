import type { ExitCode } from './exit-codes.js';
import type { Terminal } from './terminal.js';

/** An option of a command. */
export interface CommandOption {
  readonly type: 'string' | 'boolean';
  /** The placeholder of its value in the help: `<port>`. */
  readonly value?: string;
  /** One line of help. */
  readonly help: string;
}

/** What a command takes besides its options. */
export interface CommandOperands {
  /** The placeholder in the help: `<file>`, `<access log>…`. */
  readonly name: string;
  /** How many there must be. */
  readonly least: number;
  /** @defaultValue any number */
  readonly most?: number;
}

/** The given options by name: a text, `true`, or absent. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** A command of the program. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What else a user should know, as paragraphs. */
  readonly about: readonly string[];
  /** What it takes besides its options. @defaultValue nothing */
  readonly operands?: CommandOperands;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly examples: readonly string[];
  /**
   * Runs the command. It loads its code only now, so that `--help` is fast.
   *
   * @throws UsageError if a value is wrong
   */
  readonly run: (options: OptionValues, terminal: Terminal, operands: readonly string[]) => Promise<ExitCode>;
}

/** The command line is wrong. The message says what, and what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The text of an option; `undefined` if it was not given. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** Whether a flag was given. */
export function flagOption(options: OptionValues, name: string): boolean {
  return options[name] === true;
}
