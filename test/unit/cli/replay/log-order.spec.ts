import { describe, expect, it } from 'vitest';

import { blankEntry } from '../../../../src/cli/replay/formats/log-entry.js';
import { LogOrder, type OrderReport } from '../../../../src/cli/replay/playing/log-order.js';
import { VirtualClock } from '../../../../src/testing/index.js';

const START = Date.UTC(2026, 10, 29);
const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

interface Played {
  /** For each request: when it counted, since the start. */
  readonly at: readonly number[];
  /** The monotonic time of each. */
  readonly now: readonly number[];
  readonly report: OrderReport;
}

function play(...times: readonly number[]): Played {
  const clock = new VirtualClock(0);
  const at: number[] = [];
  const now: number[] = [];
  const order = new LogOrder(clock, () => {
    at.push(clock.wall() - START);
    now.push(clock.now());
  });
  for (const time of times) order.add({ ...blankEntry(), time: START + time });
  order.end();
  return { at, now, report: order.report };
}

describe('the order of a log', () => {
  it('moves the clock by the times of the requests', () => {
    expect(play(0, SECOND, SECOND, MINUTE)).toMatchObject({
      at: [0, SECOND, SECOND, MINUTE],
      now: [0, SECOND, SECOND, MINUTE],
      report: { leftOut: 0, setBack: 0, gaps: 0, longestGap: undefined },
    });
  });

  it('plays the only request of a log', () => {
    expect(play(0).at).toEqual([0]);
    expect(play().at).toEqual([]);
  });

  it('counts a request that is a little late when its line comes', () => {
    expect(play(0, 5 * MINUTE, 2 * MINUTE, 6 * MINUTE).at).toEqual([0, 5 * MINUTE, 5 * MINUTE, 6 * MINUTE]);
  });

  it('leaves out requests that are much too late', () => {
    const { at, report } = play(0, 10 * MINUTE, MINUTE, 11 * MINUTE);

    expect(at).toEqual([0, 10 * MINUTE, 11 * MINUTE]);
    expect(report.leftOut).toBe(1);
  });

  it('leaves out a time in the far future that the next line does not confirm', () => {
    const { at, report } = play(0, SECOND, 9 * 365 * DAY, 2 * SECOND, 3 * SECOND);

    expect(at).toEqual([0, SECOND, 2 * SECOND, 3 * SECOND]);
    expect(report).toMatchObject({ leftOut: 1, gaps: 0 });
  });

  it('leaves out a wrong first time and a wrong last one', () => {
    expect(play(9 * 365 * DAY, 0, SECOND)).toMatchObject({ at: [0, SECOND], report: { leftOut: 1 } });
    expect(play(0, SECOND, 2 * DAY)).toMatchObject({ at: [0, SECOND], report: { leftOut: 1 } });
  });

  it('plays a long silence, once the next line confirms it, and reports it', () => {
    const { at, report } = play(0, 2 * HOUR, 3 * DAY, 3 * DAY + SECOND, 9 * DAY, 15 * DAY, 15 * DAY);

    expect(at).toEqual([0, 2 * HOUR, 3 * DAY, 3 * DAY + SECOND, 9 * DAY, 15 * DAY, 15 * DAY]);
    expect(report).toMatchObject({ leftOut: 0, gaps: 4, longestGap: { from: START + 9 * DAY } });
  });

  it('goes on from an earlier time when the clock of the log was set back', () => {
    const back = Array.from({ length: 30 }, (_, index) => -HOUR + index * SECOND);
    const { at, now, report } = play(0, SECOND, ...back);

    expect(report).toMatchObject({ leftOut: 19, setBack: 1 });
    expect(at.slice(0, 3)).toEqual([0, SECOND, -HOUR + 19 * SECOND]);
    // For the engine, time went on.
    expect(now.slice(0, 4)).toEqual([0, SECOND, SECOND, 2 * SECOND]);
  });
});
