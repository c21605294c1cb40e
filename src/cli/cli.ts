import { nearestWord } from '../text/nearest-word.js';
import { readArguments } from './arguments.js';
import { type Command, flagOption, UsageError } from './command.js';
import { COMMANDS } from './commands.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { commandHelp, programHelp } from './help.js';
import type { Terminal } from './terminal.js';

/**
 * Runs the program.
 *
 * @param given the arguments after the program's name
 * @returns the exit code; never rejects
 */
export async function runCli(given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = given;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command !== undefined) return runCommand(command, rest, terminal);
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.out(programHelp(COMMANDS));
    return EXIT.ok;
  }
  terminal.error(name === undefined ? 'Which command?' : unknownCommand(name));
  terminal.error(programHelp(COMMANDS));
  return EXIT.usage;
}

function unknownCommand(given: string): string {
  const meant = nearestWord(
    given,
    COMMANDS.map(({ name }) => name),
  );
  return `There is no command '${given}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`}`;
}

async function runCommand(command: Command, given: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const { options, operands } = readArguments(given, command);
    if (flagOption(options, 'help')) {
      terminal.out(commandHelp(command));
      return EXIT.ok;
    }
    return await command.run(options, terminal, operands);
  } catch (error) {
    terminal.error(error instanceof Error ? error.message : String(error));
    if (!(error instanceof UsageError)) return EXIT.failed;
    terminal.error(`See nestjs-opsgenie ${command.name} --help.`);
    return EXIT.usage;
  }
}
