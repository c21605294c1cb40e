import { describe, expect, it, onTestFinished } from 'vitest';

import { fleetPace, syncInterval } from '../../src/fleet/fleet-pace.js';
import type { FleetStore, SyncReply } from '../../src/fleet/fleet-store.js';
import { fleetTimes } from '../../src/fleet/fleet-times.js';
import type { Connection } from '../../src/fleet/redis/connection.js';
import { ModelFleet } from './model/model-fleet.js';
import { hasServer, RedisServer } from './redis-server.js';
import { eventually, openStore, request } from './store-bench.js';

const PACE = fleetPace(2_000, 10_000);
const TIMES = fleetTimes({ lease: 10_000, history: 3_600_000 });
/** How long an answer takes at most, in milliseconds. */
const ANSWER = 300;
const MINUTE = 60_000;

/** Opens the store of a process on a clock, in milliseconds. */
type Join = (id: string, now: () => number) => FleetStore;

interface Member {
  readonly id: string;
  readonly store: FleetStore;
  dueAt: number;
  reply: SyncReply | undefined;
}

/** Many processes that sync at the intervals of the real ones, on a clock of their own. */
class Crowd {
  /** Everything that was ever listed as lost. */
  readonly lost = new Set<string>();
  readonly #join: Join;
  #now = 1_790_000_000_000;
  #members: Member[] = [];
  #sequence = 0;

  constructor(join: Join) {
    this.#join = join;
  }

  /** More processes start, one after the other. */
  add(count: number): void {
    for (let added = 0; added < count; added++) {
      const id = `shop-${added + 1}`;
      const store = this.#join(id, () => this.#now);
      this.#members.push({ id, store, dueAt: this.#now + 10 * added, reply: undefined });
    }
  }

  /** All but this many end as they should. */
  async leave(rest: number): Promise<void> {
    for (const { store } of this.#members.splice(rest)) await store.leave();
  }

  /** One process ends without a word. */
  kill(id: string): void {
    this.#members = this.#members.filter((one) => one.id !== id);
  }

  /** @returns the fewest processes that a reply of this time named */
  async advance(milliseconds: number): Promise<number> {
    const end = this.#now + milliseconds;
    let fewest = Infinity;
    for (;;) {
      const next = this.#members.reduce((one, other) => (other.dueAt < one.dueAt ? other : one));
      if (next.dueAt > end) break;
      this.#now = next.dueAt;
      const { instances, members = [] } = (next.reply = await this.#sync(next));
      for (const { id, lostAt } of members) if (lostAt > 0) this.lost.add(id);
      fewest = Math.min(fewest, instances);
      next.dueAt += syncInterval(PACE, instances) + ANSWER;
    }
    this.#now = end;
    return fewest;
  }

  #sync({ reply, store }: Member): Promise<SyncReply> {
    const { cursor, membersVersion = 0, recordsVersion = 0 } = reply ?? {};
    const sent = request(++this.#sequence, { cursor, membersVersion, recordsVersion });
    return eventually(() => store.sync(sent));
  }
}

describe.each(['redis', 'model'])('a fleet of many processes on the %s', (kind) => {
  it.runIf(kind === 'model' || hasServer()).each([20, 200, 500])(
    'loses none of its %i processes while all sync, and learns of one that is killed',
    async (processes) => {
      const crowd = new Crowd(await joinerOf(kind));
      crowd.add(processes);
      await crowd.advance(MINUTE);
      expect(await crowd.advance(MINUTE)).toBe(processes);
      // Those that stay have planned their next sync for a large fleet.
      await crowd.leave(10);
      await crowd.advance(MINUTE);
      expect([...crowd.lost]).toEqual([]);
      crowd.kill('shop-1');
      expect(await crowd.advance(15_000)).toBe(9);
      expect([...crowd.lost]).toEqual(['shop-1']);
    },
    120_000,
  );
});

async function joinerOf(kind: string): Promise<Join> {
  if (kind === 'model') {
    let fleet: ModelFleet | undefined;
    return (id, now) => (fleet ??= new ModelFleet(now, TIMES)).join({ id, version: '1.0.0' });
  }
  const server = await RedisServer.start();
  onTestFinished(() => server.stop());
  let shared: Connection | undefined;
  return (id, serverTime) => {
    const { connection, store } = openStore({
      redis: server.url,
      id,
      times: TIMES,
      serverTime,
      uptime: () => 0,
      ...(shared === undefined ? {} : { connection: shared }),
    });
    shared ??= connection;
    return store;
  };
}
