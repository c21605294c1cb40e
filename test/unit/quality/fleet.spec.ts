import { describe, expect, it } from 'vitest';

import { simulate } from '../../bench/quality/simulation/simulation.js';
import { MINUTE, SECOND } from '../../bench/quality/simulation/spans.js';
import type { Timeline } from '../../bench/quality/judge/timeline.js';
import { fleet } from '../../bench/quality/strategies/fleet.js';
import { recommended } from '../../bench/quality/strategies/ours.js';
import type { Effect, RestartCause } from '../../bench/quality/traces/episode.js';
import { NO_FAULTS, type Faults } from '../../bench/quality/traces/faults.js';
import type { Plan } from '../../bench/quality/traces/plan.js';
import { episode, failure, plan } from './plans.js';

const OUTAGE = { from: 20 * MINUTE, to: 35 * MINUTE };

async function play(what: Plan, faults: Faults = NO_FAULTS): Promise<Timeline> {
  const [timeline] = await simulate(what, faults, [fleet]);
  if (timeline === undefined) throw new Error('There is no timeline.');
  return timeline;
}

/** When its pages were opened and closed after an outage began, in seconds. */
function spans({ pages }: Timeline): (readonly [opened: number, closed: number])[] {
  return pages.map(({ openedAt, closed }) => [
    Math.round((openedAt - OUTAGE.from) / SECOND),
    Math.round(((closed?.at ?? Infinity) - OUTAGE.from) / SECOND),
  ]);
}

function restarts(cause: RestartCause): Effect[] {
  return [0, 1, 2, 3].map((instance) => {
    const from = OUTAGE.from + (2 + 2 * instance) * MINUTE;
    return { type: 'absence', from, to: from + 5 * SECOND, instance, cause };
  });
}

describe('a simulated fleet', () => {
  it('pages once for an outage, and makes fewer calls than its instances without it', async () => {
    const [alone, together] = await simulate(plan([episode(OUTAGE)]), NO_FAULTS, [recommended, fleet]);
    expect(together?.pages).toHaveLength(1);
    expect(together?.calls.length).toBeLessThan((alone?.calls.length ?? 0) / 2);
  });

  it.each(['deploy', 'crash'] as const)('keeps its alert while every process is replaced by a %s', async (cause) => {
    const timeline = await play(plan([episode(OUTAGE, { effects: [failure(OUTAGE), ...restarts(cause)] })]));
    expect(spans(timeline)).toEqual([[expect.any(Number), expect.any(Number)]]);
    const [[opened, closed] = [0, 0]] = spans(timeline);
    expect(opened).toBeLessThan(35);
    expect(closed).toBeGreaterThan(15 * 60);
    expect(closed).toBeLessThan(Infinity);
  });

  it.each([false, true])('pages once while its store is away (emptied: %s)', async (isEmptied) => {
    const away = { from: OUTAGE.from - MINUTE, to: OUTAGE.from + 5 * MINUTE, isEmptied };
    const timeline = await play(plan([episode(OUTAGE)]), { ...NO_FAULTS, store: [away] });
    expect(timeline.pages).toHaveLength(1);
    expect(timeline.pages[0]?.closed?.at).toBeGreaterThan(OUTAGE.to);
  });

  it('plays alike each time', async () => {
    const once = await play(plan([episode(OUTAGE)]));
    expect(await play(plan([episode(OUTAGE)]))).toEqual(once);
  });
});
