import { setTimeout as elapse } from 'node:timers/promises';

import { fleetPace } from '../../../../src/fleet/fleet-pace.js';
import { Fleet } from '../../../../src/fleet/fleet.js';
import { openRedisStore } from '../../../../src/fleet/redis/open-store.js';
import { systemClock as clock } from '../../../../src/time/clock.js';
import { answer } from '../processes/answer.js';

/** Some members of a simulated fleet: all that a process does for a fleet, but judge what comes back. */
export interface Crowd {
  readonly redis: string;
  readonly members: number;
  /** What each member counts in each interval. */
  readonly series: number;
}

/** What the members did since they joined. */
export interface CrowdFigures {
  readonly syncs: number;
  readonly failures: number;
  /** How many members know the others. */
  readonly shared: number;
  /** How many processes each member takes for alive, at least. */
  readonly fewest: number;
  /** How long the last syncs took, in milliseconds. */
  readonly durations: readonly number[];
}

const SYNC_EVERY = 2_000;
const LEASE = 10_000;
const HISTORY = 60 * 60_000;
const KEPT_DURATIONS = 20_000;
const COUNTED_EACH_INTERVAL = 20;

const fleets: Fleet[] = [];
const durations: number[] = [];
const quiet = (): void => undefined;

const answers = {
  /** Lets the members join within one interval, as they would in a large fleet. */
  async join({ members, redis, series }: Crowd): Promise<void> {
    for (let index = 0; index < members; index++) {
      fleets.push(newMember(redis, series));
      await elapse(SYNC_EVERY / members);
    }
  },

  figures(): CrowdFigures {
    const stats = fleets.map((fleet) => fleet.stats);
    return {
      syncs: stats.reduce((sum, { syncs }) => sum + syncs, 0),
      failures: stats.reduce((sum, { failures }) => sum + failures, 0),
      shared: stats.filter(({ state }) => state === 'shared').length,
      fewest: Math.min(...stats.map(({ instances }) => instances)),
      durations: durations.splice(0),
    };
  },
};

export type CrowdAnswers = typeof answers;

function newMember(redis: string, series: number): Fleet {
  const fleet = { redis, prefix: 'nog', instance: undefined, lease: LEASE };
  const scope = { service: 'crowd', environment: 'bench', version: '1.0.0' };
  const log = { log: quiet, warn: quiet, error: quiet };
  const store = openRedisStore({ fleet, ...scope, history: HISTORY, clock, log });
  const sync = store.sync.bind(store);
  const member = new Fleet({
    store,
    clock,
    pace: fleetPace(SYNC_EVERY, LEASE),
    outlier: 3,
    fault: (error) => console.error(error),
    changed: quiet,
  });
  const counters = Array.from({ length: series }, (_, index) => member.counterFor(nameOf(index)));
  // Each sync brings fresh counts of all series along.
  store.sync = async (request) => {
    const startedAt = performance.now();
    const reply = await sync(request);
    durations.push(performance.now() - startedAt);
    if (durations.length > KEPT_DURATIONS) durations.shift();
    for (const counter of counters) counter.good += COUNTED_EACH_INTERVAL;
    return reply;
  };
  member.start();
  return member;
}

/** As long as the name of a real series. */
function nameOf(index: number): string {
  return Buffer.from(`${index}`.padStart(9, '·').slice(-9), 'latin1').toString('base64url');
}

answer(answers);
