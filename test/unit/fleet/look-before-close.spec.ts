import { describe, expect, it } from 'vitest';

import { onException } from '../../../src/index.js';
import { PipelineFleet } from './pipeline-fleet.js';

const ORDERS = 'GET /orders';
const RULES = [onException({ keepFiringFor: '1m' })];

/** A fleet whose first process has opened an alert that all have learnt of. */
async function failing(instances: number): Promise<PipelineFleet> {
  const fleet = await PipelineFleet.start();
  for (let number = 0; number < instances; number++) fleet.add({ rules: RULES });
  await fleet.advance('10s', () => requests(fleet, []));
  await fleet.advance('10s', () => requests(fleet, [1]));
  expect(status(fleet)).toEqual(['open']);
  return fleet;
}

/** One request of every process; those of some fail. */
function requests({ processes }: PipelineFleet, bad: readonly number[]): void {
  processes.forEach((one, index) => one.request(ORDERS, !bad.includes(index + 1)));
}

function status({ sandbox }: PipelineFleet): string[] {
  return sandbox.alerts.map((alert) => alert.status);
}

/** How often somebody looked at an alert. */
function looks({ sandbox }: PipelineFleet): number {
  return sandbox.requests.filter(({ method }) => method === 'GET').length;
}

describe('a process that is cut off from the fleet', () => {
  it('leaves an alert open that another one has raised since, as it sees on the platform', async () => {
    const fleet = await failing(2);
    fleet.at(1).store.setCutOff(true);
    await fleet.advance('20m', () => requests(fleet, [2]));
    expect(looks(fleet)).toBeGreaterThan(0);
    expect([status(fleet), fleet.closes]).toEqual([['open'], 0]);
    await fleet.advance('10m', () => requests(fleet, []));
    expect([status(fleet), fleet.closes]).toEqual([['closed'], 1]);
  });

  it('closes after 15 minutes what no other has raised since, and looks before', async () => {
    const fleet = await failing(2);
    fleet.store.setAway(true);
    await fleet.advance('14m', () => requests(fleet, []));
    expect([status(fleet), looks(fleet)]).toEqual([['open'], 0]);
    await fleet.advance('10m', () => requests(fleet, []));
    expect(status(fleet)).toEqual(['closed']);
    expect(looks(fleet)).toBeGreaterThan(0);
  });

  it('closes it as well where it has no right to look', async () => {
    const fleet = await failing(2);
    fleet.sandbox.fault({ status: 403, match: ({ method }) => method === 'GET' });
    fleet.store.setAway(true);
    await fleet.advance('24m', () => requests(fleet, []));
    expect(status(fleet)).toEqual(['closed']);
    expect(looks(fleet)).toBeGreaterThan(0);
  });
});
