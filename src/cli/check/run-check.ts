import { type OpsgenieModuleOptions, type ResolvedOptions, resolveOptions } from '../../opsgenie.options.js';
import { platformOf } from '../../pipeline/chosen-platform.js';
import { IsolatedHttpService } from '../../platforms/http/isolated-http-service.js';
import type { PlatformCheck } from '../../platforms/platform.js';
import { toPlainText, toSingleLine } from '../../text/plain-text.js';
import { systemClock } from '../../time/clock.js';
import { OpsgenieConfigurationError } from '../../validation/problem.js';
import { readNumber } from '../arguments.js';
import { flagOption, type OptionValues, textOption, UsageError } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';

/** Seconds. */
const PATIENCE = 5;

const SILENT = { log: () => undefined, warn: () => undefined, error: () => undefined };

/** Checks the access to the platform, and writes what was found. */
export async function runCheck(options: OptionValues, terminal: Terminal): Promise<ExitCode> {
  const settings = readSettings(options, terminal.environment);
  if ('finding' in settings) return report(settings, options, terminal);
  const platform = platformOf(settings, { http: new IsolatedHttpService(), clock: systemClock, log: SILENT });
  try {
    if (platform.check === undefined) throw new Error(`${platform.title} has no way to check a key.`);
    return report(await platform.check({ send: flagOption(options, 'send') }), options, terminal);
  } finally {
    platform.close?.();
  }
}

function report(check: MalformedKey | PlatformCheck, options: OptionValues, terminal: Terminal): ExitCode {
  if (flagOption(options, 'json')) terminal.out(JSON.stringify(check));
  // The summary quotes answers of servers.
  else terminal.out(`${check.ok ? 'OK' : 'NOT OK'}  ${toSingleLine(toPlainText(check.summary))}`);
  return check.ok ? EXIT.ok : EXIT.failed;
}

/** The platform need not be asked: it would refuse the key. */
type MalformedKey = Pick<PlatformCheck, 'finding' | 'ok' | 'summary'>;

/** Reads the settings with the module's own checks, so that what works here works there. */
function readSettings(options: OptionValues, environment: Terminal['environment']): MalformedKey | ResolvedOptions {
  const setting = (option: string, variable: string): string | undefined =>
    textOption(options, option) ?? (environment[variable]?.trim() || undefined);
  const timeout = readNumber(textOption(options, 'timeout'), {
    name: 'timeout',
    from: 0.1,
    to: 60,
    whole: false,
    fallback: PATIENCE,
  });
  const given: OpsgenieModuleOptions = {
    apiKey: setting('api-key', 'OPSGENIE_API_KEY'),
    platform: setting('platform', 'OPSGENIE_PLATFORM') as OpsgenieModuleOptions['platform'],
    baseUrl: setting('base-url', 'OPSGENIE_BASE_URL'),
    enabled: true,
    service: 'check',
    rules: [],
    delivery: { attemptTimeout: timeout * 1_000 },
  };
  try {
    return resolveOptions(given);
  } catch (error) {
    if (!(error instanceof OpsgenieConfigurationError)) throw error;
    const [first, ...more] = error.problems;
    if (first?.path === 'apiKey' && more.length === 0 && given.apiKey !== undefined) {
      return { ok: false, finding: 'keyRefused', summary: `The key ${first.message}.` };
    }
    throw new UsageError(error.problems.map(({ path, message }) => problemText(path, message)).join('\n'), {
      cause: error,
    });
  }
}

const NAMES: Readonly<Record<string, string>> = {
  apiKey: '--api-key (or OPSGENIE_API_KEY)',
  platform: '--platform (or OPSGENIE_PLATFORM)',
  baseUrl: '--base-url (or OPSGENIE_BASE_URL)',
};

function problemText(path: string, message: string): string {
  // The module's advice to turn itself off helps no one here.
  return `${NAMES[path] ?? path} ${message.replace(/, or turn the module off.*$/, '')}.`;
}
