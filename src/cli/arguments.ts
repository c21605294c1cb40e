import { parseArgs } from 'node:util';

import { type CommandOption, type OptionValues, UsageError } from './command.js';

/** Every command has it. */
export const HELP: CommandOption = { type: 'boolean', help: 'show this help' };

/**
 * Reads the arguments of a command with Node's own parser. It knows `--name value`, `--name=value`, unknown options and missing values,
 * which is all that these commands need; a package for it would be installed with every application.
 *
 * @throws UsageError if an option is unknown, lacks its value, or if there is anything else
 */
export function readArguments(
  given: readonly string[],
  options: Readonly<Record<string, CommandOption>>,
): OptionValues {
  const known = Object.fromEntries(
    Object.entries({ ...options, help: HELP }).map(([name, { type }]) => [
      name,
      name === 'help' ? { type, short: 'h' } : { type },
    ]),
  );
  try {
    return parseArgs({ args: [...given], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The rest of Node's message explains how to give an argument that begins with a hyphen; no command takes any.
    const [sentence = reason] = reason.split('. ');
    throw new UsageError(`${sentence.replace(/\.$/, '').replaceAll('\n', ' ')}.`, { cause: error });
  }
}

/**
 * A whole number in a range.
 *
 * @param fallback if the option was not given
 * @throws UsageError if it is anything else
 */
export function readNumber(
  text: string | undefined,
  { name, from, to, fallback, whole }: NumberRange & { readonly fallback: number },
): number {
  if (text === undefined) return fallback;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(number) && number >= from && number <= to && (!whole || Number.isInteger(number))) return number;
  throw new UsageError(`--${name} must be a ${whole ? 'whole ' : ''}number from ${from} to ${to}, not '${text}'.`);
}

interface NumberRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}
