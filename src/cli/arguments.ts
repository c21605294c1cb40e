import { parseArgs, type ParseArgsConfig } from 'node:util';

import { nearestWord } from '../text/nearest-word.js';
import { type Command, type CommandOption, type OptionValues, UsageError } from './command.js';

/** Every command has it. */
export const HELP: CommandOption = { type: 'boolean', help: 'show this help' };

/** What was given to a command. */
export interface GivenArguments {
  readonly options: OptionValues;
  readonly operands: readonly string[];
}

/**
 * Reads the arguments of a command with Node's own parser. It knows `--name value`, `--name=value`, unknown options and missing values,
 * which is all that these commands need; a package for it would be installed with every application.
 *
 * @throws UsageError if an option is unknown or lacks its value, or if there are too few or too many other arguments
 */
export function readArguments(
  given: readonly string[],
  { options, operands }: Pick<Command, 'operands' | 'options'>,
): GivenArguments {
  const known = Object.fromEntries(
    Object.entries({ ...options, help: HELP }).map(([name, { type }]) => [
      name,
      name === 'help' ? { type, short: 'h' } : { type },
    ]),
  );
  const read = parse(given, known, operands !== undefined);
  const { least = 0, most = Infinity, name } = operands ?? {};
  if (read.options['help'] === true || operands === undefined) return read;
  if (read.operands.length < least) throw new UsageError(`${name} is missing.`);
  if (read.operands.length > most) throw new UsageError(`Unexpected argument '${read.operands[most]}'.`);
  return read;
}

function parse(
  given: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  allowPositionals: boolean,
): GivenArguments {
  try {
    const { values, positionals } = parseArgs({ args: [...given], options, strict: true, allowPositionals });
    return { options: values as OptionValues, operands: positionals };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The rest of Node's message explains how to give an argument that begins with a hyphen.
    const [sentence = reason] = reason.split('. ');
    const wrong = /^Unknown option '--([^']*)'/.exec(sentence)?.[1];
    const meant = wrong === undefined ? undefined : nearestWord(wrong, Object.keys(options));
    const question = meant === undefined ? '' : ` Did you mean --${meant}?`;
    throw new UsageError(`${sentence.replace(/\.$/, '').replaceAll('\n', ' ')}.${question}`, { cause: error });
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

/**
 * One of some words.
 *
 * @param fallback if the option was not given
 * @throws UsageError if it is anything else
 */
export function readWord<Word extends string>(
  text: string | undefined,
  { name, words, fallback }: { readonly name: string; readonly words: readonly Word[]; readonly fallback: Word },
): Word {
  if (text === undefined) return fallback;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new UsageError(`--${name} must be one of ${words.join(', ')}, not '${text}'.`);
}

interface NumberRange {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}
