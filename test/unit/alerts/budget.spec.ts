import { describe, expect, it } from 'vitest';

import { AlertComposer } from '../../../src/alerts/composer.js';
import { ManualAlerts } from '../../../src/alerts/manual-alerts.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { fitted } from '../platforms/opsgenie-platform.js';

const identity = { service: 'shop', environment: 'test', host: 'here' };
const MEGABYTE = 1_048_576;

let now = 0;

const composer = new AlertComposer({
  identity,
  redactor: createRedactor(),
  includeStack: true,
  forwardHeaders: [],
  now: () => now,
  warn: () => undefined,
});
const alerts = new ManualAlerts(composer, identity, (shape) => shape);

function chain(length: number): Error {
  let error = new Error('the first');
  for (let link = 1; link < length; link++) error = new Error(`link ${link}`, { cause: error });
  return error;
}

const LARGE: Readonly<Record<string, () => unknown>> = {
  'a body of 32 MB': () => ({ details: { body: Array.from({ length: 400 }, () => 'a:'.repeat(40_000)) } }),
  'ten bodies of 10 MB': () => ({
    details: Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`d${index}`, Array.from({ length: 400 }, () => 'a:'.repeat(13_000))]),
    ),
  }),
  'a Buffer': () => ({ details: { body: Buffer.alloc(4 * MEGABYTE, 1), floats: new Float64Array(MEGABYTE) } }),
  'a String object': () => ({ details: { body: Object('x'.repeat(4 * MEGABYTE)) as unknown } }),
  'Maps and Sets': () => ({
    details: {
      map: new Map(Array.from({ length: 300_000 }, (_, index) => [index, index])),
      set: new Set(Array.from({ length: 300_000 }, (_, index) => index)),
    },
  }),
  'a sparse array': () => ({ details: { list: Object.assign([], { length: 4_294_967_295 }) } }),
  'a proxy with endless keys': () => ({
    details: new Proxy({}, { ownKeys: () => Array.from({ length: 3_000_000 }, (_, index) => `key ${index}`) }),
  }),
  'a million tags and responders': () => ({
    tags: Array.from({ length: 1_000_000 }, (_, index) => `tag ${index}`),
    actions: Array.from({ length: 1_000_000 }, (_, index) => `action ${index}`),
    responders: Array.from({ length: 1_000_000 }, (_, index) => ({ type: 'team', name: `team ${index}` })),
  }),
  'long tags': () => ({ tags: Array.from({ length: 500 }, (_, index) => `${index} ${'a:'.repeat(50_000)}`) }),
  'texts of 4 MB in each field': () =>
    Object.fromEntries(
      'message description alias priority entity source user note closeAfter'
        .split(' ')
        .map((field) => [field, 'a:'.repeat(2 * MEGABYTE)]),
    ),
  'combining marks': () => ({ message: `e${'\u0301'.repeat(10 * MEGABYTE)}` }),
  'a text instead of options': () => 'a:'.repeat(10 * MEGABYTE),
  'a list instead of options': () => Array.from({ length: 1_000_000 }, () => 'x'),
};

const ERRORS: Readonly<Record<string, () => unknown>> = {
  'an AggregateError of 100,000': () =>
    new AggregateError(Array.from({ length: 100_000 }, (_, index) => new Error(`${index}`))),
  'a chain of 10,000 causes': () => chain(10_000),
  'a message and a stack of 20 MB': () =>
    Object.assign(new Error('a'.repeat(20 * MEGABYTE)), { stack: 'a'.repeat(20 * MEGABYTE) }),
  'a message that nearly is in its stack': () =>
    Object.assign(new Error(`${'a'.repeat(30_000)}b`), { stack: 'a'.repeat(65_000) }),
};

/** Milliseconds of CPU, at best: the garbage collector and the compiler come and go. */
function cost(work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < 4; run++) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}

// The aim is 20 ms on a quiet machine; what this replaces took from 300 to 4,000.
const BOUND = 100;

describe('no alert costs more than it may', () => {
  it.each(Object.entries(LARGE))('with %s', (_, make) => {
    const given = make();
    expect(cost(() => alerts.ofMessage(given))).toBeLessThan(BOUND);
    expect(cost(() => alerts.ofError(new Error('x'), given))).toBeLessThan(BOUND);
  });

  it.each(Object.entries(ERRORS))('with %s', (_, make) => {
    const error = make();
    expect(cost(() => alerts.ofError(error, {}))).toBeLessThan(BOUND);
  });

  it('and asks no more getters once they have been slow', () => {
    let asked = 0;
    const slow = {
      enumerable: true,
      get: () => {
        asked++;
        now += 15;
        return 'late';
      },
    };
    const names = Array.from({ length: 50 }, (_, index) => `d${index}`);
    const details = Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, slow])));
    const { payload } = alerts.ofMessage({ message: 'slow', details });
    expect(asked).toBe(2);
    expect(payload.details).toMatchObject({ d0: 'late', d1: 'late', d2: '(unreadable)' });
  });
});

describe('omissions from an alert are reported', () => {
  it('for tags and responders', () => {
    const { payload } = alerts.ofMessage({
      message: 'm',
      tags: Array.from({ length: 100_000 }, (_, index) => `tag ${index}`),
    });
    expect(payload.tags).toHaveLength(50);
    expect(fitted(payload).tags).toHaveLength(20);
    expect(payload.details?.['repaired']).toContain('tags exceeded the limit of 500 items; 99500 ignored');
  });

  it('for members of an error', () => {
    const { payload } = alerts.ofError(
      new AggregateError(
        Array.from({ length: 1_000 }, (_, index) => Object.assign(new Error(`member ${index}`), { stack: '' })),
      ),
      {},
    );
    expect(payload.description).toContain('980 not shown');
  });

  it('for values whose size cannot be known, and bytes', () => {
    const { payload } = alerts.ofMessage({
      message: 'm',
      details: { proxy: new Proxy({}, {}), body: Buffer.alloc(9) },
    });
    expect(payload.details).toMatchObject({ proxy: '(a proxy, not read)', body: '(9 bytes)' });
  });

  it('for details beyond the room that is left', () => {
    const long = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`d${index}`, 'word '.repeat(5_000)]));
    const { payload } = alerts.ofMessage({ message: 'm', details: { first: 'stays', ...long } });
    expect(payload.details).toMatchObject({ service: 'shop', first: 'stays' });
    expect(Object.values(payload.details ?? {}).join('')).toContain('…');
  });
});
