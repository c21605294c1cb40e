import { describe, expect, it } from 'vitest';

import type { FleetRecord, SyncCursor } from '../../../src/fleet/fleet-store.js';
import { fleetTimes } from '../../../src/fleet/fleet-times.js';
import { ModelFleet, type ModelStore } from '../../fleet/model/model-fleet.js';

const TIMES = fleetTimes({ lease: 10_000, history: 60 * 60_000 });
const SEEDS = 200;
const STEPS = 300;
const ALIASES = ['one', 'two', 'three'];
const DATA = {
  ruleKey: 'k',
  operation: 'o',
  discriminator: 'd',
  priority: 'P1',
  bad: 1,
  staleAfter: 1,
  autoClose: true,
} as const;

/** A small generator, so that a seed is a walk. */
function generator(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0;
    return state % below;
  };
}

/** A process that syncs, repeats what was not answered, and mirrors records, as the loop does. */
class Member {
  sent = 0;
  cursor: SyncCursor | undefined;
  #sequence = 1;
  #pending = 0;
  /** Counts that were sent and not answered. */
  #unanswered: number | undefined;
  /** What it read of the fleet's counts. */
  read = 0;
  readonly store: ModelStore;

  constructor(store: ModelStore) {
    this.store = store;
  }

  count(): void {
    this.#pending++;
    this.sent++;
  }

  async sync(): Promise<boolean> {
    this.#unanswered ??= this.#take();
    const total = this.#unanswered;
    try {
      const reply = await this.store.sync({
        sequence: this.#sequence,
        counts: total === 0 ? [] : [{ series: 's', bad: 0, total }],
        cursor: this.cursor,
        recordsVersion: 0,
        membersVersion: 0,
      });
      this.cursor = reply.cursor;
      for (const { counts } of reply.sealed) for (const count of counts) this.read += count.total;
      this.#unanswered = undefined;
      this.#sequence++;
      return true;
    } catch {
      return false;
    }
  }

  #take(): number {
    const taken = this.#pending;
    this.#pending = 0;
    return taken;
  }
}

describe('the model of the store', () => {
  it('keeps its invariants on 200 random walks', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) await expectInvariants(seed);
  });

  it('counts each sample once for a process that is there from the beginning, whatever is lost or repeated', async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const random = generator(seed);
      let now = 1_790_000_000_000;
      const fleet = new ModelFleet(() => now, TIMES);
      const members = [0, 1, 2].map(() => new Member(fleet.join()));
      for (const member of members) await member.sync();
      for (let step = 0; step < STEPS; step++) {
        now += random(3_000);
        const member = members[random(members.length)];
        if (member === undefined) continue;
        member.store.setLosesAnswers(random(4) === 0);
        member.store.setCutOff(random(6) === 0);
        member.count();
        await member.sync();
        if (random(5) > 0) continue;
        // All read within a minute: nobody misses a bucket.
        for (const each of members) await recovered(each);
      }
      for (const member of members) await recovered(member);
      now += 2 * TIMES.bucket;
      for (const member of members) await recovered(member);
      const sent = members.reduce((sum, member) => sum + member.sent, 0);
      for (const member of members) expect(member.read, `seed ${seed}`).toBe(sent);
    }
  });

  it('gives a new process the whole history once, without overlap', async () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = generator(seed);
      let now = 1_790_000_000_000;
      const fleet = new ModelFleet(() => now, TIMES);
      const member = new Member(fleet.join());
      for (let step = 0; step < STEPS; step++) {
        now += random(8_000);
        member.count();
        expect(await member.sync()).toBe(true);
      }
      now += TIMES.bucket;
      const reply = await fleet
        .join()
        .sync({ sequence: 1, counts: [], cursor: undefined, recordsVersion: 0, membersVersion: 0 });
      const total = reply.sealed.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count.total, 0);
      expect(total, `seed ${seed}`).toBe(member.sent);
      let last = 0;
      for (const { from, to } of reply.sealed) {
        expect(from).toBeGreaterThanOrEqual(last);
        expect(to).toBeGreaterThan(from);
        last = to;
      }
    }
  });
});

async function recovered(member: Member): Promise<void> {
  member.store.setLosesAnswers(false);
  member.store.setCutOff(false);
  await member.sync();
  await member.sync();
}

async function expectInvariants(seed: number): Promise<void> {
  const random = generator(seed);
  let now = 1_790_000_000_000;
  const fleet = new ModelFleet(() => now, TIMES);
  const members = [0, 1, 2, 3].map(() => new Member(fleet.join()));
  const mirrored = new Map<string, FleetRecord>();
  const epochs = new Map<string, number>();
  const closedBy = new Map<string, number>();
  for (let step = 0; step < STEPS; step++) {
    now += random(10) === 0 ? random(40_000) : random(2_500);
    const member = members[random(members.length)];
    const alias = ALIASES[random(ALIASES.length)];
    if (member === undefined || alias === undefined) continue;
    const { store } = member;
    const before = fleet.records.get(alias);
    if (random(40) === 0) {
      // Only a flush may take records away.
      fleet.flush();
      continue;
    }
    if (random(2) === 0) await member.sync();
    const { epoch = 0 } = mirrored.get(alias) ?? {};
    const incidentId = mirrored.get(alias)?.incidentId ?? `${step}`;
    const operation = [
      { type: 'open', alias, incidentId: `${step}`, data: DATA },
      { type: 'take', alias },
      { type: 'notified', alias, epoch, data: DATA },
      { type: 'closing', alias, epoch, data: DATA },
      { type: 'closed', alias, epoch },
      { type: 'refire', alias, incidentId },
      { type: 'local', alias, incidentId, milliseconds: 5_000, bad: 1, total: 1 },
    ] as const;
    const chosen = operation[random(operation.length)];
    const mirror = mirrored.get(alias);
    const reply =
      random(8) === 0 && mirror !== undefined
        ? await store.record({ type: 'adopt', record: mirror })
        : chosen === undefined
          ? undefined
          : await store.record(chosen);
    const record = fleet.records.get(alias);
    const at = `seed ${seed}, step ${step}, ${chosen?.type}`;
    expect(reply?.record, at).toEqual(record);
    if (record === undefined) continue;
    mirrored.set(alias, record);
    const broken = [
      before !== undefined && record.epoch < before.epoch && 'the epoch fell',
      record.epoch < (epochs.get(alias) ?? 0) && 'the epoch fell over a flush',
      before?.epoch === record.epoch && record.speaker !== before.speaker && 'two processes hold one epoch',
      before !== undefined &&
        record.incidentId !== before.incidentId &&
        before.state !== 'closed' &&
        'an incident was replaced before it was closed',
      before?.state === 'closed' &&
        record.state !== 'closed' &&
        record.epoch <= (closedBy.get(alias) ?? 0) &&
        'what was closed came back under its epoch',
    ].filter((problem) => problem !== false);
    expect(broken, at).toEqual([]);
    epochs.set(alias, record.epoch);
    if (record.state === 'closed') closedBy.set(alias, record.epoch);
  }
}
