import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/alerts/message.js';
import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { NoJournal } from '../../../src/journal/no-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import { PLATFORMS } from '../../../src/platforms/opsgenie/alert-platforms.js';
import { OpsgenieProtocol } from '../../../src/platforms/opsgenie/opsgenie-protocol.js';
import type { Attempt, Confirmation, Platform } from '../../../src/platforms/platform.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import { PRIORITIES } from '../../../src/text/priority.js';
import { Lines, close, create, note } from './delivery-bench.js';

/** A platform whose answers the test controls. */
class HandPlatform extends OpsgenieProtocol implements Platform {
  readonly open: { readonly message: Message; readonly answer: (attempt: Attempt) => void }[] = [];
  readonly accepted: Message[] = [];
  inParallel = 0;
  twoOfOneAlias = false;

  constructor() {
    super({ ...PLATFORMS.opsgenie, apiKey: '' });
  }

  send(message: Message): Promise<Attempt> {
    this.twoOfOneAlias ||= this.open.some((other) => other.message.alias === message.alias);
    return new Promise((resolve) => {
      this.open.push({ message, answer: resolve });
      this.inParallel = Math.max(this.inParallel, this.open.length);
    });
  }

  confirm(): Promise<Confirmation> {
    return Promise.reject(new Error('nobody may be hurt by this'));
  }

  answer(index: number, status: number): void {
    const [taken] = this.open.splice(index % Math.max(1, this.open.length), 1);
    if (taken === undefined) return;
    if (status === 202) this.accepted.push(taken.message);
    taken.answer(
      status === 0
        ? { kind: 'unreachable', reason: 'ECONNRESET' }
        : { kind: 'answered', status, headers: {}, body: '' },
    );
  }
}

const priority = fc.constantFrom(...PRIORITIES);
const alias = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const message = fc.oneof(
  fc.tuple(alias, priority).map(([to, urgency]) => create(to, urgency)),
  fc.tuple(alias, priority).map(([to, urgency]) => close(to, urgency)),
  fc.tuple(alias, priority).map(([to, urgency]) => note(to, 'n', urgency)),
);
const status = fc.constantFrom(202, 202, 202, 0, 401, 404, 422, 429, 500, 503);
const step = fc.oneof(
  { weight: 5, arbitrary: message.map((value) => ({ kind: 'accept' as const, value })) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.nat(3), status).map(([index, code]) => ({ kind: 'answer' as const, index, code })),
  },
  { weight: 2, arbitrary: fc.nat(400_000).map((span) => ({ kind: 'advance' as const, span })) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'flush' as const }, { kind: 'giant' as const }) },
  { weight: 1, arbitrary: fc.nat(20).map((chance) => ({ kind: 'stop' as const, really: chance === 0 })) },
);

function sumOf(outbox: Outbox): number {
  const { waiting, inFlight, delivered, deduplicated, cancelled, dropped } = outbox.stats();
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return waiting + inFlight + delivered + deduplicated + cancelled + lost;
}

/** Longer than any chain of promises in the delivery. */
async function settleDown(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('The statistics of the outbox', () => {
  it('are consistent at any moment, for any messages, answers and passage of time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), fc.boolean(), async (steps, confirm) => {
        const clock = new VirtualClock();
        const platform = new HandPlatform();
        const outbox = new Outbox({
          platform,
          clock,
          settings: resolveDelivery({ maxMessages: 6, maxBytes: 10_000, confirm }),
          log: new Lines(),
          journal: new NoJournal(),
          random: () => 0.5,
          onThrottled: ({ waiting }) => create('held', 'P2', `${waiting} wait`),
        });
        const fates: Promise<unknown>[] = [];
        for (const one of steps) {
          if (one.kind === 'accept') fates.push(outbox.accept(one.value).delivered);
          else if (one.kind === 'answer') platform.answer(one.index, one.code);
          else if (one.kind === 'advance') clock.advance(one.span);
          else if (one.kind === 'giant') fates.push(outbox.accept(create('a', 'P1', 'x'.repeat(20_000))).delivered);
          else if (one.kind === 'flush') void outbox.flush(1_000);
          else if (one.really) outbox.stop();
          expect(sumOf(outbox)).toBe(outbox.stats().accepted);
          await settleDown();
          expect(sumOf(outbox)).toBe(outbox.stats().accepted);
          expect(outbox.stats().waiting).toBeLessThanOrEqual(6);
        }
        expect(platform.inParallel).toBeLessThanOrEqual(4);
        expect(platform.twoOfOneAlias).toBe(false);

        // In the end all are settled, and nothing is left.
        for (let round = 0; round < 40; round += 1) {
          while (platform.open.length > 0) platform.answer(0, 202);
          await settleDown();
          clock.advance('6m');
          await settleDown();
        }
        await Promise.all(fates);
        expect(outbox.stats()).toMatchObject({ waiting: 0, inFlight: 0 });
        expect(platform.accepted.length).toBeGreaterThanOrEqual(outbox.stats().delivered);
        outbox.stop();
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
