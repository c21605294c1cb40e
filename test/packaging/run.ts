import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a program in a folder until it ends.
 *
 * @returns its standard output
 * @throws an error with its whole output if it fails or takes more than four minutes
 */
export async function run(folder: string, program: string, ...parameters: string[]): Promise<string> {
  try {
    // `npm run --silent` would also silence the errors of the npm started here.
    const env = { ...process.env, npm_config_loglevel: 'error' };
    const { stdout } = await execute(program, parameters, { cwd: folder, env, timeout: 240_000 });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error && 'stderr' in error ? [error.stdout, error.stderr] : [];
    throw new Error(`${program} ${parameters.join(' ')} failed in ${folder}\n${output.join('\n')}`, { cause: error });
  }
}
