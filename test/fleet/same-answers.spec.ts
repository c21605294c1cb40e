import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  HEARTBEAT_LEASE,
  type FleetStore,
  type FleetTimes,
  type RecordReply,
  type SyncCursor,
  type SyncReply,
} from '../../src/fleet/fleet-store.js';
import { ModelFleet } from './model/model-fleet.js';
import { hasServer, RedisServer, type Program } from './redis-server.js';
import { DATA, eventually, openStore, request } from './store-bench.js';
import { steps, type Step } from './walk.js';

const TIMES: FleetTimes = {
  bucket: 2_000,
  fine: 60_000,
  lease: 10_000,
  lost: 300_000,
  tombstone: 1_800_000,
  openings: 60_000,
  history: 3_600_000,
  call: 1_000,
};
const MEMBERS = ['a', 'b', 'c'];
const WALKS = 40;

const PROGRAMS: readonly Program[] = ['redis-server', 'valkey-server'];

describe.each(PROGRAMS)('the store on %s', (program) => {
  it.runIf(hasServer(program))(
    'gives the same answers as the model',
    async () => {
      const server = await RedisServer.start([], program);
      onTestFinished(() => server.stop());
      let run = 0;
      let now = 0;
      let startedAt = 0;
      const stores = new Map<string, FleetStore>();
      for (const id of MEMBERS) {
        const { store } = openStore({
          redis: server.url,
          id,
          times: TIMES,
          serverTime: () => now,
          uptime: () => now - startedAt,
        });
        stores.set(id, store);
      }
      await fc.assert(
        fc.asyncProperty(steps(MEMBERS), async (walk) => {
          run++;
          now = 1_790_000_000_000 + run * 10_000_000;
          // Before all that a walk can set the clock back to.
          startedAt = now - 10_000_000;
          await server.run('FLUSHALL');
          const model = new ModelFleet(() => now, TIMES);
          const models = new Map<string, FleetStore>(
            MEMBERS.map((id) => [id, model.join({ id, version: '1.0.0', startedAt })]),
          );
          const real = new Player(stores);
          const pure = new Player(models);
          const seen: unknown[] = [];
          for (const step of walk) {
            now += step.after;
            if (step.type === 'flush') {
              await server.run('FLUSHALL');
              model.flush();
            }
            const expected = await pure.play(step);
            const found = await eventually(() => real.play(step));
            seen.push(step);
            expect(found, JSON.stringify(seen)).toEqual(expected);
          }
        }),
        { numRuns: WALKS, seed: 14, endOnFailure: true },
      );
    },
    120_000,
  );
});

/** Plays steps on stores as a process does, and leaves out of the answers what is a number of the store's own. */
class Player {
  readonly #stores: ReadonlyMap<string, FleetStore>;
  readonly #read = new Map<string, { cursor: SyncCursor | undefined; records: number; members: number }>();
  readonly #epochs = new Map<string, number>();
  #mirror: RecordReply['record'];

  constructor(stores: ReadonlyMap<string, FleetStore>) {
    this.#stores = stores;
  }

  async play(step: Step): Promise<unknown> {
    const store = this.#stores.get(step.member);
    if (store === undefined) throw new Error(`no member ${step.member}`);
    const { alias, member } = step;
    const epoch = this.#epochs.get(alias) ?? 0;
    switch (step.type) {
      case 'flush':
        return undefined;
      case 'sync': {
        const { cursor, members = 0, records = 0 } = step.forgets ? {} : (this.#read.get(member) ?? {});
        const reply = await store.sync(
          request(step.sequence, { counts: step.counts, cursor, membersVersion: members, recordsVersion: records }),
        );
        this.#read.set(member, {
          cursor: reply.cursor,
          members: reply.membersVersion,
          records: reply.recordsVersion,
        });
        return plainSync(reply);
      }
      case 'leave':
        await store.leave();
        return undefined;
      case 'mute':
        return store.mute(alias, step.milliseconds);
      case 'reserve':
        return store.reserve(step.wanted % 3, step.wanted, { perMinute: 30, burst: 10 });
      case 'open':
        return this.#plain(await store.record({ type: 'open', alias, incidentId: step.incidentId, data: DATA }));
      case 'take':
        return this.#plain(await store.record({ type: 'take', alias }));
      case 'notified':
      case 'closing':
        return this.#plain(await store.record({ type: step.type, alias, epoch, data: { ...DATA, bad: step.wanted } }));
      case 'recovering':
        return this.#plain(
          await store.record({
            type: 'recovering',
            alias,
            epoch,
            since: step.wanted % 2 === 0 ? step.wanted * 1e12 : 0,
          }),
        );
      case 'local': {
        const { incidentId, milliseconds, wanted } = step;
        const sight = { alias, incidentId, milliseconds, bad: wanted, total: 2 * wanted };
        return this.#plain(await store.record({ type: 'local', ...sight }));
      }
      case 'closed':
        return this.#plain(await store.record({ type: 'closed', alias, epoch }));
      case 'refire':
        return this.#plain(await store.record({ type: 'refire', alias, incidentId: step.incidentId }));
      case 'adopt':
        return this.#mirror === undefined
          ? undefined
          : this.#plain(await store.record({ type: 'adopt', record: this.#mirror }));
      case 'hold':
        return this.#plain(await store.record({ type: 'hold', alias: HEARTBEAT_LEASE }));
    }
  }

  #plain(reply: RecordReply): unknown {
    const { record } = reply;
    if (record !== undefined) {
      this.#epochs.set(record.alias, record.epoch);
      if (record.incidentId !== '') this.#mirror = record;
    }
    return reply;
  }
}

function plainSync(reply: SyncReply): unknown {
  const { members, membersVersion, mutes, records, recordsVersion, refused, sealed, ...rest } = reply;
  return {
    ...rest,
    hasVersions: recordsVersion > 0 && membersVersion > 0,
    refused: refused.toSorted(),
    sealed: sealed.map(({ counts, ...span }) => ({
      ...span,
      counts: counts.toSorted((one, other) => one.series.localeCompare(other.series)),
    })),
    records: records?.toSorted((one, other) => one.alias.localeCompare(other.alias)),
    members: members?.toSorted((one, other) => one.id.localeCompare(other.id)),
    mutes: mutes?.toSorted((one, other) => one.id.localeCompare(other.id)),
  };
}
