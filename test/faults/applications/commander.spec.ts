import { describe, expect, it, onTestFinished } from 'vitest';
import { OpsgenieSandbox } from '../../../src/testing/index.js';
import { Child, type End } from '../child.js';
import type { Orders } from '../programs/orders.js';

/** @returns how the command line ended, and the aliases of its alerts that had arrived by then */
async function commandLine(
  orders: Omit<Orders, 'baseUrl'>,
): Promise<{ readonly end: End; readonly aliases: string[] }> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  const end = await new Child('commanding', { ...orders, baseUrl: sandbox.url }).end();
  return { end, aliases: sandbox.alerts.map(({ alias }) => alias) };
}

describe('A command of nest-commander', () => {
  it.each<[string, Pick<Orders, 'run' | 'fails'>, number, readonly string[]]>([
    ['that goes well', { run: 'import orders' }, 0, []],
    ['that fails', { run: 'import nothing' }, 0, ['shop:test:exception:cli:import:TypeError']],
    [
      'that fails, with a handler',
      { run: 'import nothing', fails: true },
      3,
      ['shop:test:exception:cli:import:TypeError'],
    ],
    ['of a command that fails', { run: 'import users' }, 0, ['shop:test:exception:cli:users:TypeError']],
    ['without a name that fails', {}, 0, ['shop:test:exception:cli:Root:TypeError']],
    // It throws before the command runs, so nothing sees it.
    ['whose option cannot be parsed', { run: 'import orders --limit x' }, 0, []],
  ])('%s', async (_what, orders, code, aliases) => {
    const watched = await commandLine({ ...orders, watched: true });
    const bare = await commandLine({ ...orders, watched: false });

    expect(watched.end).toEqual(bare.end);
    expect(watched.end.code).toBe(code);
    expect(watched.aliases).toEqual(aliases);
  });
});
