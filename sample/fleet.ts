import { randomUUID } from 'node:crypto';

import { useSandbox } from './alerting/alert-platform.js';
import { alertText } from './alerting/alert-text.js';
import { DrillError } from './fleet/drill-error.js';
import { findRedis } from './fleet/find-redis.js';
import { FleetDrill } from './fleet/fleet-drill.js';
import { timeline } from './timeline.js';

const { REDIS_URL, SANDBOX_PORT = '3001' } = process.env;

/** Three shops that alert with one voice, described as it happens. Always runs against a sandbox: no one is paged. */
async function main(): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort());
  try {
    await play(ending.signal);
  } catch (error) {
    if (ending.signal.aborted) return console.log('\nStopped before its end.');
    if (!(error instanceof DrillError)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** @throws DrillError if it cannot run, or something does not happen as promised */
async function play(signal: AbortSignal): Promise<void> {
  const prefix = `sample-${randomUUID().slice(0, 8)}`;
  const redis = await findRedis(REDIS_URL, prefix);
  const sandbox = await useSandbox(Number(SANDBOX_PORT));
  const say = timeline();
  const drill = new FleetDrill({ sandbox, redis, prefix, say, signal });
  console.log(
    `The alerts: ${sandbox.url}   (a sandbox; open it in a browser to watch). It takes about two minutes; Ctrl-C ends.\n`,
  );
  sandbox.on('alert', (alert, change) => say(alertText(alert, change)));
  try {
    await drill.play();
  } finally {
    await drill.stop();
    await redis.stop();
    await sandbox.stop();
  }
}

void main();
