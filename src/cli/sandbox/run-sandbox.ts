import { randomUUID } from 'node:crypto';

import { OpsgenieSandbox } from '../../sandbox/opsgenie-sandbox.js';
import type { SandboxOptions } from '../../sandbox/sandbox-options.js';
import { systemClock } from '../../time/clock.js';
import { readNumber, readWord } from '../arguments.js';
import { flagOption, type OptionValues, textOption, UsageError } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import { changeText } from './change-text.js';
import { fasterClock } from './faster-clock.js';

const DEFAULT_PORT = 3_001;
const PLATFORM_NAMES = ['opsgenie', 'opsgenie-eu', 'jsm'] as const satisfies SandboxOptions['platform'][];
/** A day in a second. Faster, and the delay between a request and its effect would be shorter than any timer. */
const FASTEST = 86_400;

/** Runs a sandbox until the user ends it. */
export async function runSandbox(options: OptionValues, terminal: Terminal): Promise<ExitCode> {
  const port = readNumber(textOption(options, 'port'), {
    name: 'port',
    from: 0,
    to: 65_535,
    whole: true,
    fallback: DEFAULT_PORT,
  });
  const speed = readNumber(textOption(options, 'clock-speed'), {
    name: 'clock-speed',
    from: 0.001,
    to: FASTEST,
    whole: false,
    fallback: 1,
  });
  const apiKey = textOption(options, 'api-key');
  const platform = readWord(textOption(options, 'platform'), {
    name: 'platform',
    words: PLATFORM_NAMES,
    fallback: 'opsgenie',
  });
  const sandbox = await start({ port, platform, apiKey, clock: fasterClock(systemClock, speed), page: true });
  // Before the address is printed: whoever reads it may end the program at once.
  const interrupted = terminal.interrupted();
  if (flagOption(options, 'json')) writeJson(sandbox, terminal);
  else writeText(sandbox, terminal, apiKey);
  await interrupted;
  await sandbox.stop();
  return EXIT.ok;
}

async function start(
  options: Parameters<typeof OpsgenieSandbox.start>[0] & { port: number },
): Promise<OpsgenieSandbox> {
  try {
    return await OpsgenieSandbox.start(options);
  } catch (error) {
    if (error instanceof TypeError)
      throw new UsageError(error.message.replace(/^OpsgenieSandbox: apiKey/, '--api-key'));
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new Error(
        `Port ${options.port} is in use. Choose another one with --port, or any free one with --port 0.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

function writeText(sandbox: OpsgenieSandbox, { out }: Terminal, apiKey: string | undefined): void {
  out(`Sandbox:  ${sandbox.url}   (open it in a browser to see and handle the alerts)`);
  out(`baseUrl:  ${sandbox.url}`);
  out(`apiKey:   ${apiKey === undefined ? `any UUID, such as ${randomUUID()}` : 'the one of --api-key'}`);
  out('Nothing leaves this machine, and no one is paged. Ctrl-C ends.');
  sandbox.on('alert', (alert, change) => out(changeText(alert, change)));
}

function writeJson(sandbox: OpsgenieSandbox, { out }: Terminal): void {
  const write = (line: object): void => out(JSON.stringify(line));
  write({ event: 'listening', url: sandbox.url });
  sandbox.on('alert', (alert, change) => write({ event: 'alert', change, alert }));
  // Not the headers: they hold the key.
  sandbox.on('request', ({ method, path, query, status, at }) =>
    write({ event: 'request', method, path, query, status, at }),
  );
}
