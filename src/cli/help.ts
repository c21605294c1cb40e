import { HELP } from './arguments.js';
import type { Command } from './command.js';

const EXIT_CODES =
  'Exit codes: 0 all is well, 1 a problem was found or the command failed, 2 the command line is wrong.';

/** The help of the program. */
export function programHelp(commands: readonly Command[]): string {
  return [
    'Usage: nestjs-opsgenie <command> [options]',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'nestjs-opsgenie <command> --help shows the options of a command.',
    EXIT_CODES,
  ].join('\n');
}

/** The help of a command. */
export function commandHelp({ name, summary, about, operands, options, examples }: Command): string {
  const rows = Object.entries({ ...options, help: HELP }).map(([option, { value, help }]): [string, string] => [
    value === undefined ? `--${option}` : `--${option} ${value}`,
    help,
  ]);
  return [
    `Usage: nestjs-opsgenie ${name} [options]${operands === undefined ? '' : ` ${operands.name}`}`,
    '',
    `${summary}.`,
    ...about.flatMap((paragraph) => ['', paragraph]),
    '',
    ...table(rows),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`),
    '',
    EXIT_CODES,
  ].join('\n');
}

function table(rows: readonly (readonly [left: string, right: string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
