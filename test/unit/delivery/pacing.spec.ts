import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from '../../../src/delivery/sending/backoff.js';
import { CircuitBreaker } from '../../../src/delivery/sending/circuit-breaker.js';
import { TokenBucket } from '../../../src/delivery/sending/token-bucket.js';

describe('The pause after a failure', () => {
  it('is random between one second and a ceiling that doubles from two seconds to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backoff(failures, () => 1))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
    expect(backoff(50, () => 0)).toBe(1_000);
  });
});

describe('The rate limit', () => {
  it('permits a burst, then one message every two seconds, and a burst again after a quiet period', () => {
    const bucket = new TokenBucket(30, 3);
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
    expect(bucket.readyAt(0)).toBe(2_000);
    expect([1_999, 2_000, 2_000].map((now) => bucket.take(now))).toEqual([false, true, false]);
    expect(bucket.fullAt(2_000)).toBe(8_000);
    expect([8_000, 8_000, 8_000, 8_000].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
  });

  it('never permits more than burst and rate, at any times', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 300 }), (steps) => {
        const bucket = new TokenBucket(30, 10);
        let now = 0;
        let taken = 0;
        for (const step of steps) {
          now += step;
          if (bucket.take(now)) taken += 1;
          expect(taken).toBeLessThanOrEqual(10 + now / 2_000);
        }
      }),
    );
  });
});

describe('The circuit', () => {
  const outage = { cause: 'outage', reason: 'down' } as const;

  it('opens at the fifth failure in a row and reports it once', () => {
    const circuit = new CircuitBreaker(() => 1);
    expect([1, 2, 3, 4].map(() => circuit.failed(outage, 0))).toEqual([false, false, false, false]);
    expect(circuit.failed(outage, 0)).toBe(true);
    expect(circuit.state).toMatchObject({ state: 'open', probeAt: 2_000 });
    expect(circuit.failed(outage, 0)).toBe(false);
  });

  it('stays closed if a success comes in between', () => {
    const circuit = new CircuitBreaker(() => 1);
    for (let round = 0; round < 10; round += 1) {
      for (let failure = 0; failure < 4; failure += 1) circuit.failed(outage, 0);
      expect(circuit.succeeded()).toBe(false);
    }
    expect(circuit.state.state).toBe('closed');
  });

  it('waits longer after each failed probe, and reports the recovery when one succeeds', () => {
    const circuit = new CircuitBreaker(() => 1);
    for (let failure = 0; failure < 5; failure += 1) circuit.failed(outage, 0);
    circuit.probing();
    expect(circuit.failed(outage, 2_000)).toBe(false);
    expect(circuit.state).toMatchObject({ state: 'open', probeAt: 6_000 });
    circuit.probing();
    expect(circuit.succeeded()).toBe(true);
    expect(circuit.state).toEqual({ state: 'closed', failures: 0 });
  });

  it('opens immediately for a refused key, and probes every five minutes', () => {
    const circuit = new CircuitBreaker(() => 1);
    expect(circuit.failed({ cause: 'keyRefused', reason: '401' }, 0)).toBe(true);
    expect(circuit.state).toMatchObject({ state: 'open', cause: 'keyRefused', probeAt: 300_000 });
  });

  it('opens immediately for a rate limit, for as long as the platform requests', () => {
    const circuit = new CircuitBreaker(() => 1);
    circuit.failed({ cause: 'rateLimited', reason: '429', wait: 7_000 }, 0);
    expect(circuit.state).toMatchObject({ state: 'open', cause: 'rateLimited', probeAt: 7_000 });
  });
});
