import { expect, it } from 'vitest';

import type { IncidentRecord } from '../../../src/incidents/incident-record.js';
import { InheritedIncidents } from '../../../src/incidents/inherited-incidents.js';

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

it('waits for an incident since it was last seen, however often it was inherited', () => {
  const inherited = new InheritedIncidents();
  for (let minute = 0; minute < 10; minute += 2) {
    inherited.add(crash(minute * MINUTE), minute * MINUTE, minute * MINUTE);
    expect(inherited.takeStale(minute * MINUTE)).toEqual([]);
  }
  expect(inherited.takeStale(13 * MINUTE)).toEqual([crash(8 * MINUTE)]);
  expect(inherited.hasAny).toBe(false);
});

it('distinguishes incidents of one rule and operation', () => {
  const inherited = new InheritedIncidents();
  inherited.add(crash(0), 0, 0);
  inherited.add(crash(0, 'RangeError'), 0, 0);
  expect(inherited.take('process', 'process')).toEqual([crash(0), crash(0, 'RangeError')]);
});
