import { expect, it } from 'vitest';

import { OwnHeartbeat } from '../../../src/delivery/heartbeats/own-heartbeat.js';
import { Pings } from '../../../src/delivery/heartbeats/pings.js';
import type { DeliveryStats } from '../../../src/delivery/delivery-stats.js';
import type { PingResult } from '../../../src/platforms/platform.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';

const RECEIVED: PingResult = { kind: 'received' };
const FAILED: PingResult = { kind: 'failed', reason: '503', mayRetry: true };
const REFUSED: PingResult = { kind: 'failed', reason: '401 Could not authenticate', mayRetry: false };

const HEALTHY: DeliveryStats = {
  accepted: 0,
  waiting: 0,
  inFlight: 0,
  delivered: 0,
  deduplicated: 0,
  cancelled: 0,
  dropped: { evicted: 0, expired: 0, rejected: 0, stopped: 0 },
  attempts: 0,
  retries: 0,
  oldestWaitingMs: undefined,
  lastDeliveredAt: undefined,
  circuit: 'closed',
  circuitCause: undefined,
};

function logOf(lines: string[]) {
  return { log: () => undefined, warn: (line: string) => void lines.push(line), error: () => undefined };
}

/** Pings with a platform that gives these results in turn, then the last one. */
function pingsWith(...results: readonly (PingResult | Promise<PingResult>)[]) {
  const clock = new VirtualClock();
  const pinged: string[] = [];
  const lines: string[] = [];
  const port = {
    ping: async (name: string) => {
      pinged.push(name);
      return (await results[Math.min(pinged.length, results.length) - 1]) ?? RECEIVED;
    },
  };
  return { clock, pinged, lines, pings: new Pings({ port, clock, log: logOf(lines) }) };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

it('pings a heartbeat once at a time', async () => {
  let answer = (_result: PingResult): void => undefined;
  const { pings, pinged } = pingsWith(new Promise<PingResult>((resolve) => (answer = resolve)));
  for (let times = 0; times < 1_000; times++) pings.ping('orders');
  pings.ping('reports');
  expect(pinged).toEqual(['orders', 'reports']);
  answer(RECEIVED);
  await settle();
  pings.ping('orders');
  expect(pinged).toEqual(['orders', 'reports', 'orders']);
});

it('repeats a failed ping once, and logs the failure at most once in 15 minutes', async () => {
  const { clock, pings, pinged, lines } = pingsWith(FAILED);
  for (let minute = 0; minute < 14; minute++) {
    pings.ping('orders');
    await settle();
    clock.advance('2s');
    await settle();
    clock.advance('58s');
    await settle();
  }
  expect(pinged).toHaveLength(28);
  expect(lines).toEqual(["The heartbeat 'orders' was not pinged: 503. It is pinged again next time."]);
  expect(clock.pendingTimers).toBe(0);
});

it('does not repeat a refused ping', async () => {
  const { clock, pings, pinged, lines } = pingsWith(REFUSED);
  pings.ping('orders');
  await settle();
  clock.advance('1m');
  await settle();
  expect([pinged.length, lines.length]).toEqual([1, 1]);
});

it('waits for pings at the end of the process, and then pings no more', async () => {
  const { clock, pings, pinged } = pingsWith(FAILED, RECEIVED);
  pings.ping('orders');
  await settle();
  await pings.settled(5_000);
  expect(pinged).toHaveLength(2);
  pings.stop();
  pings.ping('orders');
  expect([pinged.length, pings.isPinging, clock.pendingTimers]).toEqual([2, false, 0]);
});

it('survives a platform that throws', async () => {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const port = {
    ping: () => {
      throw new Error('broken');
    },
  };
  const pings = new Pings({ port, clock, log: logOf(lines) });
  pings.ping('orders');
  await settle();
  expect([lines.length, pings.isPinging]).toEqual([1, false]);
});

/** A heartbeat of which the test says how the delivery is. */
function ownHeartbeat() {
  const clock = new VirtualClock();
  const state = { pings: 0, isEngineWell: true, delivery: HEALTHY };
  const lines: string[] = [];
  const heartbeat = new OwnHeartbeat({
    name: 'orders',
    interval: 60_000,
    clock,
    ping: () => (state.pings += 1),
    deliveries: () => [state.delivery],
    isEngineWell: () => state.isEngineWell,
    log: logOf(lines),
  });
  return { clock, state, lines, heartbeat };
}

it('pings at the start and at intervals, until it is stopped', () => {
  const { clock, state, heartbeat } = ownHeartbeat();
  heartbeat.start();
  expect(state.pings).toBe(1);
  clock.advance('10m');
  expect(state.pings).toBe(11);
  heartbeat.stop();
  clock.advance('10m');
  expect([state.pings, clock.pendingTimers]).toEqual([11, 0]);
});

it.each([
  ['the circuit is open', { circuit: 'open', circuitCause: 'outage', waiting: 1 }],
  ['a probe is under way', { circuit: 'probing', circuitCause: 'outage', inFlight: 1 }],
  ['the key is refused', { circuit: 'open', circuitCause: 'keyRefused' }],
] as const)('does not ping while %s', (_case, broken) => {
  const { clock, state, lines, heartbeat } = ownHeartbeat();
  heartbeat.start();
  state.delivery = { ...HEALTHY, ...broken };
  clock.advance('10m');
  expect([state.pings, lines.length]).toEqual([1, 1]);
  state.delivery = HEALTHY;
  clock.advance('1m');
  expect(state.pings).toBe(2);
});

it('pings again when an outage left nothing to send', () => {
  const { clock, state, heartbeat } = ownHeartbeat();
  state.delivery = { ...HEALTHY, circuit: 'open', circuitCause: 'outage' };
  heartbeat.start();
  clock.advance('1m');
  expect(state.pings).toBe(2);
});

it('does not ping while alerts are dropped, or incidents are not evaluated', () => {
  const { clock, state, heartbeat } = ownHeartbeat();
  heartbeat.start();
  for (let evicted = 1; evicted <= 5; evicted++) {
    state.delivery = { ...HEALTHY, dropped: { ...HEALTHY.dropped, evicted } };
    clock.advance('1m');
  }
  expect(state.pings).toBe(1);
  state.isEngineWell = false;
  clock.advance('1m');
  expect(state.pings).toBe(1);
  state.isEngineWell = true;
  clock.advance('1m');
  expect(state.pings).toBe(2);
});
