import { expect, it } from 'vitest';

import type { IncidentRecord } from '../../../src/incidents/incident-record.js';
import { Orphans } from '../../../src/incidents/inherited-incidents.js';

const MINUTE = 60_000;

function crash(lastSeen: number, discriminator = 'TypeError'): IncidentRecord {
  return {
    incidentId: `process:${discriminator}`,
    of: 'process',
    ruleKey: 'process',
    operation: 'process',
    discriminator,
    openedAt: 0,
    bad: 1,
    lastSeen,
    staleAfter: 5 * MINUTE,
    autoClose: true,
  };
}

it('waits for an incident from when it was heard of last, however often it was left behind', () => {
  const orphans = new Orphans();
  for (let minute = 0; minute < 10; minute += 2) {
    orphans.add(crash(minute * MINUTE), minute * MINUTE, minute * MINUTE);
    expect(orphans.takeStale(minute * MINUTE)).toEqual([]);
  }
  expect(orphans.takeStale(13 * MINUTE)).toEqual([crash(8 * MINUTE)]);
  expect(orphans.areThere).toBe(false);
});

it('tells incidents of one rule and operation apart', () => {
  const orphans = new Orphans();
  orphans.add(crash(0), 0, 0);
  orphans.add(crash(0, 'RangeError'), 0, 0);
  expect(orphans.take('process', 'process')).toEqual([crash(0), crash(0, 'RangeError')]);
});
