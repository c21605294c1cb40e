import { readArguments, USAGE, type Arguments } from './performance/arguments.js';
import { runBenchmark } from './performance/benchmark.js';

/** @returns the exit code: 0, 1 if a section failed, 2 if the arguments are invalid */
async function main(argv: readonly string[]): Promise<number> {
  let options: Arguments;
  try {
    options = readArguments(argv);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
  return (await runBenchmark(options)) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
