import { expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { Child, type End } from '../child.js';
import type { Job } from '../programs/orders.js';

/** Without what differs from run to run: stack frames, times and process ids of Nest's log, and what cron says on a slow machine. */
function withoutVarying({ errors, ...end }: End): End {
  const lines = errors.split('\n').filter((line) => !/^\s+at |node:internal|Missed execution deadline/.test(line));
  return { ...end, errors: lines.map((line) => line.replace(/^\[Nest\].* ERROR /, 'ERROR ')).join('\n') };
}

it.each<[Job, number, string[]]>([
  ['succeeds', 0, []],
  ['throws', 0, ['shop:test:exception:cron:Reports.report:TypeError']],
  ['rejects', 0, ['shop:test:exception:cron:Reports.report:TypeError']],
  ['exits', 5, []],
  ['leaves a rejection', 1, ['shop:test:exception:process:RangeError']],
  ['throws in a callback', 1, ['shop:test:exception:process:RangeError']],
])('A process with a scheduled job that %s ends with code %i, as without the module', async (job, code, aliases) => {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const run = async (watched: boolean): Promise<End> =>
    withoutVarying(
      await new Child('scheduling', { baseUrl: sandbox.url, job, watched }, { environment: { NO_COLOR: '1' } }).end(),
    );

  const bare = await run(false);
  const watched = await run(true);

  expect(watched).toEqual(bare);
  expect(watched.code).toBe(code);
  expect(sandbox.alerts.map(({ alias }) => alias)).toEqual(aliases);
});
