/** Where alerts go. */
export interface AlertDestination {
  /** The platform's name. */
  readonly title: string;
  /** Whether they leave the machine: not in a dry run, and not to a sandbox on it. */
  readonly isReal: boolean;
}

/** A test runner in watch mode is no application under development: its environment is `test`. */
const NOT_DEVELOPMENT: readonly unknown[] = ['production', 'test'];
/** The scripts for development that `nest new` writes, and the name that other templates use. */
const SCRIPTS: readonly unknown[] = ['start:dev', 'start:debug', 'dev'];
/** Package managers give the text of the script: `nest start --watch`, `tsx watch src/main.ts`. */
const WATCHES = /\s--watch\b|\btsx watch\b|\bnodemon\b/;
const NEST_START = /\bnest start\b/;
/** Nest's short form of `--watch`. */
const SHORT_WATCH = /\s-w\b/;

/**
 * Warns that a process under development pages people; `undefined` if it does not.
 *
 * @param environment the variables of the process
 */
export function warningAboutDevelopment(
  { title, isReal }: AlertDestination,
  environment: NodeJS.ProcessEnv,
): string | undefined {
  const run = NOT_DEVELOPMENT.includes(environment['NODE_ENV']) ? undefined : developmentRun(environment);
  if (run === undefined || !isReal) return undefined;
  return (
    `This process runs for development (${run}), but its alerts go to ${title} and page people. ` +
    'Set `dryRun: true`, or `baseUrl` to a sandbox (`npx nestjs-opsgenie sandbox`).'
  );
}

function developmentRun(environment: NodeJS.ProcessEnv): string | undefined {
  const script = environment['npm_lifecycle_event'];
  if (SCRIPTS.includes(script)) return `the script '${script}'`;
  // Node sets WATCH_REPORT_DEPENDENCIES for a program under `node --watch`.
  const text = environment['npm_lifecycle_script'] ?? '';
  const isWatched = WATCHES.test(text) || (NEST_START.test(text) && SHORT_WATCH.test(text));
  return isWatched || environment['WATCH_REPORT_DEPENDENCIES'] !== undefined ? 'in watch mode' : undefined;
}
