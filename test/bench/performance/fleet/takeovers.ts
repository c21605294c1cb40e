import { setTimeout as elapse } from 'node:timers/promises';

import { withPlatform } from '../applications/platform.js';
import { Worker } from '../processes/worker.js';
import { figure } from '../report/figures.js';
import type { Bench, Gate } from '../section.js';
import type { TakeoverAnswers } from './takeover-worker.js';
import { withRedis } from './with-redis.js';

/** Milliseconds. */
const MOST = 15_000;
const LOOK_EVERY = 20;
const PATIENCE = 60_000;

/** How long an alert has no speaker after its speaker was killed, with the default options. */
export async function measureTakeovers(bench: Bench): Promise<{ readonly text: string; readonly gates: Gate[] }> {
  const times: number[] = [];
  for (let index = 0; index < bench.settings.takeovers; index++) {
    bench.progress(`takeover ${index + 1} of ${bench.settings.takeovers}`);
    times.push(await withRedis((redis) => withPlatform(({ url }) => takeover(url, redis.url))));
  }
  const shown = times.map((time) => `${figure(time / 1_000)} s`).join(', ');
  const gates: Gate[] = [
    {
      aim: `takeover of a killed speaker: at most ${MOST / 1_000} s`,
      measured: shown,
      isMet: Math.max(...times) <= MOST,
    },
  ];
  return { text: `The process that speaks for an alert is killed; another one speaks after ${shown}.`, gates };
}

/** @returns milliseconds */
function takeover(platform: string, redis: string): Promise<number> {
  const file = new URL('takeover-worker.js', import.meta.url);
  return Worker.use<TakeoverAnswers, number>(file, { place: 'server' }, (one) =>
    Worker.use<TakeoverAnswers, number>(file, { place: 'load' }, async (other) => {
      const members = [one, other];
      const pids = await Promise.all(members.map((member) => member.ask('start', { platform, redis, speed: 1 })));
      const speaker = await speakerOf(members);
      const pid = pids[members.indexOf(speaker)];
      if (pid === undefined) throw new Error('The speaker has no process.');
      process.kill(pid, 'SIGKILL');
      const killedAt = performance.now();
      await speakerOf(members.filter((member) => member !== speaker));
      return performance.now() - killedAt;
    }),
  );
}

/** Waits until one of them speaks for the alert. */
async function speakerOf(members: readonly Worker<TakeoverAnswers>[]): Promise<Worker<TakeoverAnswers>> {
  const deadline = performance.now() + PATIENCE;
  while (performance.now() < deadline) {
    for (const member of members) if ((await member.ask('read')).leases === 1) return member;
    await elapse(LOOK_EVERY);
  }
  throw new Error('No process speaks for the alert.');
}
