import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import * as api from '../../../src/index.js';
import { OpsgenieConfigurationError, OpsgenieModule, type OpsgenieModuleOptions } from '../../../src/index.js';
import { resolveOptions } from '../../../src/opsgenie.options.js';
import { hostileOptions, hostileValue, type HostileMaker } from '../../hostile-values.js';

const KEY = '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f';
const minimal = { apiKey: KEY, service: 'shop', rules: [], enabled: true };
const RUNS = { numRuns: 60 };

const LARGE: readonly HostileMaker[] = [
  () => 'x'.repeat(4_194_304),
  () => '$value$&'.repeat(100_000),
  () => `${'\u200b'.repeat(4_000)}${KEY}`,
  () => 10n ** 100_000n,
  () => Symbol('x'.repeat(4_194_304)),
  () => Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`key${index}`, index])),
  () => Object.defineProperty(() => 1, 'name', { value: 'x'.repeat(4_194_304) }),
  () => ({ ['x'.repeat(4_194_304)]: {} }),
  () => new Proxy({}, { ownKeys: () => Array.from({ length: 1_000_000 }, (_, index) => `key${index}`) }),
  () => [[[[[[[['deep']]]]]]]],
  () => Object.assign(function Hostile() {}, { prototype: Proxy.revocable({}, {}).proxy }),
];
const hostile = fc.oneof(hostileOptions, fc.constantFrom(...LARGE));

/** The configuration error, if one is thrown. Other errors are rethrown. */
function refusal(run: () => unknown): OpsgenieConfigurationError | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof OpsgenieConfigurationError) return error;
    throw error;
  }
}

/** The defects of an error message. */
function flawsOf(error: OpsgenieConfigurationError | undefined, paths = /^/): string[] {
  if (error === undefined) return [];
  const { message, problems } = error;
  return [
    ...(problems.length > 0 ? [] : ['It names no problem.']),
    ...(message.length < 20_000 ? [] : [`It has ${message.length} characters.`]),
    ...problems.filter(({ path }) => !paths.test(path) || path.length > 120).map(({ path }) => `A wrong path: ${path}`),
    ...problems
      .map((problem) => problem.message)
      .filter((text) => text.length > 1_500 || /\p{Cc}/u.test(text) || text.includes(KEY)),
  ];
}

function resolve(options: unknown): OpsgenieConfigurationError | undefined {
  return refusal(() => resolveOptions(options as OpsgenieModuleOptions));
}

const OPTIONS =
  'apiKey platform baseUrl enabled dryRun service environment version rules defaults forwardHeaders includeStack ignore redact enrich delivery processErrors logger'.split(
    ' ',
  );
const SHAPE =
  'message description alias priority tags details responders visibleTo actions entity source user note count within for minSamples keepFiringFor recoveryRatio autoClose staleAfter'.split(
    ' ',
  );
const NESTED = [
  ...SHAPE.map((name) => ['defaults', name]),
  ...['keys', 'patterns'].map((name) => ['redact', name]),
  ...'maxMessages maxBytes perMinute burst attemptTimeout confirm flushTimeout onDropped onDelayed delayedAfter journal'
    .split(' ')
    .map((name) => ['delivery', name]),
];

describe('hostile values as options', () => {
  it('are used, or rejected with the name of the option', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...OPTIONS), hostile, (name, make) => {
        const error = resolve({ ...minimal, [name]: make() });
        expect(flawsOf(error, new RegExp(`^${name}`))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('are used, or rejected with their whole path within an option', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...NESTED), hostile, ([outer = '', inner = ''], make) => {
        const error = resolve({ ...minimal, [outer]: { [inner]: make() } });
        expect(flawsOf(error, new RegExp(`^${outer}\\.${inner}`))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('are rejected in place of all options, with one error', () => {
    fc.assert(
      fc.property(hostile, (make) => {
        expect(flawsOf(resolve(make()))).toEqual([]);
      }),
      RUNS,
    );
  });

  it.each([
    ['text', "'text'"],
    ['x'.repeat(4_194_304), `'${'x'.repeat(40)}…'`],
    [null, 'null'],
    [undefined, 'undefined'],
    [[minimal], 'an array of 1'],
    [new Map(Object.entries(minimal)), 'a Map'],
    [Promise.resolve(minimal), 'a Promise'],
    [() => minimal, 'a function'],
    [new Date(0), 'a Date'],
  ])('%# are refused as a whole', (options, shown) => {
    expect(resolve(options)?.problems).toEqual([{ path: 'options', message: `must be an object; got ${shown}` }]);
  });

  it('are rejected if a proxy or a getter throws, and its error is not shown', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const message = 'got a value that cannot be read';
    expect(resolve(proxy)?.problems).toEqual([{ path: 'options', message: `must be an object; ${message}` }]);
    const fail = (): never => {
      throw new Error(`no ${KEY}`);
    };
    const options = Object.defineProperty({ ...minimal, defaults: { tags: [proxy] } }, 'service', { get: fail });
    expect(resolve(options)?.problems).toEqual([
      { path: 'service', message: `must be a non-empty string; ${message}` },
      { path: 'defaults.tags', message: `item 0 must be a non-empty string; ${message}` },
    ]);
  });

  it('are read once: the validated value is the used one even with a getter', () => {
    let reads = 0;
    const options = {
      ...minimal,
      defaults: Object.defineProperty({}, 'priority', { get: () => (reads++ ? 'P9' : 'P1') }),
    };
    expect(resolveOptions(options as OpsgenieModuleOptions).defaults.priority).toBe('P1');
    expect(reads).toBe(1);
  });

  it('are read from a working proxy and from getters of a class', () => {
    class Settings {
      get service(): string {
        return 'shop';
      }
      apiKey = KEY;
      rules = new Proxy([api.onStatus('5XX')], {});
    }
    expect(resolveOptions(new Proxy(new Settings(), {}))).toMatchObject({
      service: 'shop',
      rules: [{ key: 'status:5XX' }],
    });
  });

  it('does not copy the logger, even if it is a plain object with state', () => {
    const logger = { log: () => undefined, warn: () => undefined, error: () => undefined };
    expect(resolveOptions({ ...minimal, logger }).logger).toBe(logger);
  });
});

describe('hostile values in forRootAsync()', () => {
  it('are used or rejected', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.constantFrom('', 'imports', 'inject', 'useFactory', 'useClass', 'useExisting'),
        (make, name) => {
          const given = name === '' ? make() : { [name]: make() };
          expect(flawsOf(refusal(() => OpsgenieModule.forRootAsync(given as object)))).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

type Factory = (...args: readonly unknown[]) => unknown;
const RULES = { onStatus: '5XX', onLatency: '2s', onException: Error, onErrorRate: 0.1, onBurnRate: 0.9 };
const DECORATORS = {
  AlertOnStatus: '5XX',
  AlertOnLatency: '2s',
  AlertOnException: Error,
  AlertOnErrorRate: 0.1,
  AlertOnBurnRate: 0.9,
  AlertDefaults: undefined,
  SkipAlerts: undefined,
};
const RULE_FIELDS = [...SHAPE, ...'name enabled share window except minBad latency pairs'.split(' ')];

/** The arguments of a rule or decorator, one of which is hostile or contains a hostile value. */
const hostileArguments = (good: unknown): fc.Arbitrary<() => unknown[]> =>
  fc.oneof(
    hostile.map((make) => () => [make()]),
    hostile.map((make) => () => [[make()]]),
    hostile.map((make) => () => [good, make()]),
    fc
      .tuple(fc.constantFrom(...RULE_FIELDS), hostileValue, fc.boolean())
      .map(([field, make, listed]) => () => [good, { [field]: listed ? [make()] : make() }]),
  );

describe('hostile values in rules and decorators', () => {
  it.each(Object.entries(RULES))('%s() never throws, and the module uses or rejects its result', (name, good) => {
    const make = Reflect.get(api, name) as Factory;
    fc.assert(
      fc.property(hostileArguments(good), (args) => {
        const error = resolve({ ...minimal, rules: [make(...args())] });
        expect(flawsOf(error, /^rules\[0\]\./)).toEqual([]);
      }),
      { numRuns: 80 },
    );
  });

  it.each(Object.entries(DECORATORS))('@%s() is used, or rejected when the class is defined', (name, good) => {
    const make = Reflect.get(api, name) as Factory;
    fc.assert(
      fc.property(hostileArguments(good), (args) => {
        const decorate = make(...args()) as ClassDecorator;
        class OrdersController {}
        const error = refusal(() => decorate(OrdersController));
        expect(flawsOf(error)).toEqual([]);
        expect([undefined, `@${name}() on OrdersController`]).toContain(error?.place);
      }),
      { numRuns: 80 },
    );
  });

  it('are rejected as targets', () => {
    const decorate = api.SkipAlerts() as unknown as Factory;
    fc.assert(
      fc.property(hostile, hostileValue, hostile, (target, property, descriptor) => {
        const key = property();
        const place = [target(), typeof key === 'symbol' ? key : 'find', descriptor()];
        expect(flawsOf(refusal(() => decorate(...place)))).toEqual([]);
      }),
      RUNS,
    );
  });

  it('are rejected in place of a rule', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('kind', 'key', 'label', 'options', 'problems', 'ranges'), (make, field) => {
        expect(flawsOf(resolve({ ...minimal, rules: [make()] }), /^rules/)).toEqual([]);
        const forged = { ...api.onStatus('5XX'), [field]: make() };
        expect(flawsOf(resolve({ ...minimal, rules: [forged] }), /^rules/)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
