import { describe, expect, it } from 'vitest';

import { PipelineFleet, type FleetProcess } from './pipeline-fleet.js';

const EXPECTED = { rules: [], fleet: { redis: 'redis://in-memory', expect: 3 } };

async function fleetOf(instances: number): Promise<PipelineFleet> {
  const fleet = await PipelineFleet.start();
  for (let number = 0; number < instances; number++) add(fleet);
  return fleet;
}

function add(fleet: PipelineFleet): FleetProcess {
  const instance = `shop-${fleet.processes.length + 1}`;
  return fleet.add({ ...EXPECTED, fleet: { ...EXPECTED.fleet, instance } });
}

/** What reached the platform, without repeats of an open alert. */
function pages({ sandbox }: PipelineFleet): string[] {
  const closes = sandbox.requests.filter(({ path }) => path.endsWith('/close'));
  return [...sandbox.alerts.map(({ message }) => message), ...closes.map(() => 'close')];
}

const ONLY_2 = '[test] shop: only 2 of 3 instances alive for 2 min';

describe('a fleet of which a number of instances is expected', () => {
  it('is quiet while there are as many, or more', async () => {
    const fleet = await fleetOf(4);
    await fleet.advance('5m');
    fleet.kill(fleet.at(1));
    await fleet.advance('5m');
    expect(pages(fleet)).toEqual([]);
  });

  it('raises one alert when there have been fewer for 2 minutes, and closes it when there are enough', async () => {
    const fleet = await fleetOf(3);
    await fleet.advance('1m');
    fleet.kill(fleet.at(3));
    await fleet.advance('2m');
    expect(pages(fleet)).toEqual([]);
    await fleet.advance('30s');
    expect(pages(fleet)).toEqual([ONLY_2]);
    const [alert] = fleet.sandbox.alerts;
    expect(alert).toMatchObject({ priority: 'P2', alias: 'shop:test:processHealth:process:instances:3' });
    expect(alert?.description).toContain(
      'only 2 instances have been alive; `fleet.expect` is 3. Lost within the last 5 minutes: shop-3.',
    );
    await fleet.advance('10m');
    expect(pages(fleet)).toEqual([ONLY_2]);
    add(fleet);
    await fleet.advance('1m');
    expect(pages(fleet)).toEqual([ONLY_2, 'close']);
    expect(fleet.sandbox.alerts[0]?.notes.at(-1)?.note).toContain('Closed: enough instances are alive again.');
    await fleet.advance('10m');
    expect(pages(fleet)).toEqual([ONLY_2, 'close']);
  });

  it('does not keep the alert open for what has vanished before enough are there', async () => {
    const fleet = await fleetOf(3);
    await fleet.advance('1m');
    fleet.kill(fleet.at(3));
    await fleet.advance('150s');
    add(fleet);
    await fleet.advance('40s');
    expect(pages(fleet)).toEqual([ONLY_2, 'close']);
  });

  it('raises it as well where one has ended as it should', async () => {
    const fleet = await fleetOf(3);
    await fleet.advance('1m');
    await fleet.at(3).store.leave();
    fleet.kill(fleet.at(3));
    await fleet.advance('150s');
    expect(pages(fleet)).toEqual([ONLY_2]);
    expect(fleet.sandbox.alerts[0]?.description).not.toContain('Lost');
  });

  it('is quiet where a restart takes less', async () => {
    const fleet = await fleetOf(3);
    for (let restart = 1; restart <= 3; restart++) {
      await fleet.advance('1m');
      fleet.kill(fleet.at(restart));
      await fleet.advance('100s');
      add(fleet);
    }
    await fleet.advance('5m');
    expect(pages(fleet)).toEqual([]);
  });

  it('has another instance go on with the alert of one that is lost, too', async () => {
    const fleet = await fleetOf(3);
    await fleet.advance('1m');
    fleet.kill(fleet.at(3));
    await fleet.advance('150s');
    const speaker = fleet.processes.find(({ pipeline }) => pipeline.fleet?.leases === 1);
    expect(speaker).toBeDefined();
    if (speaker !== undefined) fleet.kill(speaker);
    await fleet.advance('1m');
    add(fleet);
    add(fleet);
    await fleet.advance('1m');
    expect(pages(fleet)).toEqual([ONLY_2, 'close']);
    expect(fleet.sandbox.alerts[0]?.status).toBe('closed');
  });

  it('judges nothing while the store is away', async () => {
    const fleet = await fleetOf(3);
    await fleet.advance('1m');
    fleet.store.setAway(true);
    await fleet.advance('10m');
    fleet.store.setAway(false);
    await fleet.advance('5m');
    expect(pages(fleet)).toEqual([]);
  });

  it('of which none is expected may have any number', async () => {
    const fleet = await PipelineFleet.start();
    for (let number = 0; number < 3; number++) fleet.add({ rules: [] });
    await fleet.advance('1m');
    fleet.kill(fleet.at(2));
    fleet.kill(fleet.at(3));
    await fleet.advance('10m');
    expect(pages(fleet)).toEqual([]);
  });
});
