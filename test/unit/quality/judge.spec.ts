import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { Judge } from '../../bench/quality/judge/judge.js';
import { Platform } from '../../bench/quality/judge/platform.js';
import { RetryingSender } from '../../bench/quality/judge/retrying-sender.js';
import { SenderOnce } from '../../bench/quality/judge/sender-once.js';
import { ProcessClock } from '../../bench/quality/simulation/process-clock.js';
import { Random } from '../../bench/quality/simulation/random.js';
import { HOUR, MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import { closeMessage, createMessage } from '../../bench/quality/strategies/messages.js';
import type { PlatformFault } from '../../bench/quality/traces/faults.js';

function setUp(options: { readonly patience?: number; readonly faults?: readonly PlatformFault[] } = {}) {
  const clock = new VirtualClock();
  const judge = new Judge(clock, options.patience);
  const platform = new Platform(clock, judge, options.faults ?? []);
  const once = new SenderOnce(clock, platform, judge);
  const retrying = new RetryingSender(clock, platform, judge, new Random(1, 'test'));
  return { clock, judge, platform, once, retrying };
}

describe('the judge', () => {
  it('counts one page for many creates of one alias', () => {
    const { clock, judge, once } = setUp();
    for (let repeat = 0; repeat < 5; repeat++) once.send(createMessage('disk'));
    clock.advance('1m');
    expect(judge.timeline.pages).toHaveLength(1);
    expect(judge.timeline.repeats).toHaveLength(4);
    expect(judge.timeline.calls).toHaveLength(5);
  });

  it('counts another page once the alias was closed', () => {
    const { clock, judge, once } = setUp();
    once.send(createMessage('disk'));
    clock.advance('1m');
    once.send(closeMessage('disk'));
    once.send(createMessage('disk'));
    clock.advance('1m');
    expect(judge.timeline.pages.map(({ openedAt, closed }) => [openedAt, closed])).toEqual([
      [SECOND, { at: MINUTE + SECOND, by: 'strategy' }],
      [MINUTE + SECOND, undefined],
    ]);
  });

  it('lets a patient person close alerts that are still open, and only these', () => {
    const { clock, judge, once } = setUp({ patience: HOUR });
    once.send(createMessage('disk'));
    once.send(createMessage('memory'));
    clock.advance('1m');
    once.send(closeMessage('disk'));
    clock.advance('2h');
    expect(judge.timeline.pages.map(({ closed }) => closed?.by)).toEqual(['strategy', 'person']);
  });

  it('refuses calls over its rate and counts them as lost', () => {
    const { clock, judge, once } = setUp();
    for (let call = 0; call < 700; call++) once.send(createMessage(`alias ${call}`));
    clock.advance('1m');
    expect(judge.timeline.pages).toHaveLength(600);
    expect(judge.timeline.lost).toHaveLength(100);
  });

  it.each(['silent', 'refusing', 'failing'] as const)(
    'is reached by a sender that retries, after ten minutes of a %s platform',
    (type) => {
      const { clock, judge, retrying } = setUp({ faults: [{ type, from: 0, to: 10 * MINUTE }] });
      for (const alias of ['disk', 'memory']) retrying.send(createMessage(alias));
      retrying.send(closeMessage('disk'));
      clock.advance('12m');
      expect(judge.timeline.lost).toEqual([]);
      expect(new Map(judge.timeline.pages.map(({ alias, closed }) => [alias, closed?.by]))).toEqual(
        new Map([
          ['disk', 'strategy'],
          ['memory', undefined],
        ]),
      );
    },
  );

  it('calls a create lost only when no alert of its alias is open', () => {
    const { clock, judge, once } = setUp({ faults: [{ type: 'silent', from: MINUTE, to: 2 * MINUTE }] });
    once.send(createMessage('closed'));
    once.send(createMessage('open'));
    once.send(closeMessage('closed'));
    clock.advance('90s');
    once.send(createMessage('closed'));
    once.send(createMessage('open'));
    expect(judge.timeline.lost).toEqual([90 * SECOND]);
  });

  it('loses the queue of a killed process', () => {
    const { clock, judge, retrying } = setUp({ faults: [{ type: 'silent', from: 0, to: MINUTE }] });
    retrying.send(createMessage('disk'));
    retrying.die();
    clock.advance('10m');
    expect(judge.timeline.pages).toEqual([]);
    expect(judge.timeline.lost).toEqual([0]);
  });

  it('keeps the queue of a killed process with a journal', () => {
    const { clock, judge, platform } = setUp({ faults: [{ type: 'silent', from: 0, to: MINUTE }] });
    const process = new ProcessClock(clock);
    const journaled = new RetryingSender(process, platform, judge, new Random(1, 'test'), true);
    journaled.send(createMessage('disk'));
    process.kill();
    journaled.die();
    clock.advance('2m');
    expect(judge.timeline.pages).toEqual([]);
    journaled.begin();
    clock.advance('10m');
    expect(judge.timeline.pages).toEqual([expect.objectContaining({ alias: 'disk', raisedAt: 0 })]);
    expect(judge.timeline.lost).toEqual([]);
  });
});
