import { hostname } from 'node:os';

import { afterEach, describe, expect, it, vi } from 'vitest';

import {
  onErrorRate,
  onLatency,
  onStatus,
  OpsgenieConfigurationError,
  recommendedRules,
  type OpsgenieModuleOptions,
} from '../../../src/index.js';
import { resolveOptions, type ResolvedOptions } from '../../../src/opsgenie.options.js';
import { RuleBook } from '../../../src/rules/rule-book.js';

const KEY = '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f';
const minimal = { apiKey: KEY, service: 'orders-api', rules: [], enabled: true } satisfies OpsgenieModuleOptions;

/** Resolves options of an untyped caller. */
function resolve(options: unknown): ResolvedOptions {
  return resolveOptions(options as OpsgenieModuleOptions);
}

/** The problems of options, as printed at boot. */
function problemsWith(options: unknown): string[] {
  try {
    resolve(options);
  } catch (error) {
    if (error instanceof OpsgenieConfigurationError) {
      return error.problems.map(({ path, message }) => `${path} ${message}`);
    }
    throw error;
  }
  return [];
}

afterEach(() => {
  vi.unstubAllEnvs();
});

const ADDRESS = 'must be an address like https://api.opsgenie.com, without credentials, query or fragment';

describe('an option that the module does not have but people expect', () => {
  it.each([
    ['region', 'eu', /use `platform`: .*'opsgenie-eu' for Europe/],
    ['apikey', KEY, /use `apiKey`/],
    ['baseURL', 'https://x', /use `baseUrl`/],
    ['url', 'https://x', /use `baseUrl`/],
    ['priority', 'P1', /belongs in `defaults`/],
    ['timeout', 1, /use `delivery\.attemptTimeout`/],
    ['toString', 1, /the options here are apiKey/],
  ])('is named together with the right one: %s', (name, value, hint) => {
    expect(problemsWith({ ...minimal, [name]: value })).toEqual([expect.stringMatching(hint)]);
  });
});

describe('a wrong option', () => {
  it.each<[keyof OpsgenieModuleOptions, unknown, string]>([
    ['platform', 'opsgenie-us', "must be one of 'opsgenie', 'opsgenie-eu', 'jsm'; got 'opsgenie-us'"],
    ['platform', 'toString', "must be one of 'opsgenie', 'opsgenie-eu', 'jsm'; got 'toString'"],
    [
      'baseUrl',
      'api.opsgenie.com',
      "must be an address like https://api.opsgenie.com, without credentials, query or fragment: use 'https://api.opsgenie.com'",
    ],
    ['baseUrl', '', 'must be an address like https://api.opsgenie.com, without credentials, query or fragment'],
    ['baseUrl', 'ftp://x', 'must be an address like https://api.opsgenie.com, without credentials, query or fragment'],
    [
      'baseUrl',
      'https://user:secret@x',
      "must be an address like https://api.opsgenie.com, without credentials, query or fragment: use 'https://x'",
    ],
    [
      'baseUrl',
      'https://x/?key=1',
      "must be an address like https://api.opsgenie.com, without credentials, query or fragment: use 'https://x'",
    ],
    ['baseUrl', 'localhost:3000/', `${ADDRESS}: use 'http://localhost:3000'`],
    ['baseUrl', 'https://x#a', `${ADDRESS}: use 'https://x'`],
    ['baseUrl', 'https://company.app.opsgenie.com/alert/list', `${ADDRESS}: use 'https://api.opsgenie.com'`],
    ['baseUrl', 'https://app.eu.opsgenie.com', `${ADDRESS}: use 'https://api.eu.opsgenie.com'`],
    ['baseUrl', 'https://company.atlassian.net', `${ADDRESS}: use 'https://api.atlassian.com/jsm/ops/integration'`],
    ['baseUrl', 'https://api.atlassian.com', `${ADDRESS}: use 'https://api.atlassian.com/jsm/ops/integration'`],
    ...[
      '/v2',
      '/v2/',
      '//v2//',
      '/V2',
      '/v1',
      '/v2/alerts',
      '/v2/alerts/',
      '/v2/alerts/requests',
      '/v2/heartbeats',
      '/alerts',
    ].flatMap((tail): [keyof OpsgenieModuleOptions, unknown, string][] => [
      ['baseUrl', `https://api.opsgenie.com${tail}`, "must end before '/v2/alerts': use 'https://api.opsgenie.com'"],
      ['baseUrl', ` https://x:8080/base${tail}`, "must end before '/v2/alerts': use 'https://x:8080/base'"],
      [
        'baseUrl',
        `https://api.atlassian.com/jsm/ops/integration${tail}`,
        "must end before '/v2/alerts': use 'https://api.atlassian.com/jsm/ops/integration'",
      ],
    ]),
    ['enabled', 'false', "must be true or false; got 'false'"],
    ['dryRun', 1, 'must be true or false; got 1'],
    ['service', '', "must be a non-empty string; got ''"],
    ['service', 5, 'must be a non-empty string; got 5'],
    ['environment', ' ', "must be a non-empty string; got ' '"],
    ['version', null, 'must be a non-empty string; got null'],
    ['rules', onStatus(500), 'must be an array; got an object'],
    ['rules', [500], 'item 0 must be a rule from a builder such as onStatus() or onErrorRate(); got 500'],
    [
      'rules',
      [onStatus],
      'item 0 must be a rule from a builder such as onStatus() or onErrorRate(); got the function onStatus',
    ],
    [
      'rules',
      [null, '5XX'],
      "item 0 must be a rule from a builder such as onStatus() or onErrorRate(); got null; item 1 must be a rule from a builder such as onStatus() or onErrorRate(); got '5XX'",
    ],
    ['defaults', [], 'must be an object; got an array of 0'],
    ['defaults', null, 'must be an object; got null'],
    ['ignore', '/metrics', "must be an array; got '/metrics'"],
    ['ignore', ['metrics'], "item 0 must be a path such as '/metrics' or '/static/*'; got 'metrics'"],
    ['ignore', ['/a b'], "item 0 must be a path such as '/metrics' or '/static/*'; got '/a b'"],
    ['ignore', ['/metrics?all'], "item 0 must be a path such as '/metrics' or '/static/*'; got '/metrics?all'"],
    ['ignore', [/metrics/], "item 0 must be a path such as '/metrics' or '/static/*'; got a RegExp"],
    ['ignore', ['/*'], "item 0 would ignore every request; got '/*'. To observe nothing, set 'enabled: false'"],
    [
      'ignore',
      ['/ok', '/orders/:id', '/a/*/b'],
      "item 1 must be a path without parameters, with no '*' but at its end; got '/orders/:id'; item 2 must be a path without parameters, with no '*' but at its end; got '/a/*/b'",
    ],
    ['forwardHeaders', 'x-tenant', "must be an array; got 'x-tenant'"],
    ['forwardHeaders', [''], "item 0 must be a non-empty string; got ''"],
    ['includeStack', 'no', "must be true or false; got 'no'"],
    ['redact', ['secret'], 'must be an object; got an array of 1'],
    ['processErrors', 'yes', "must be true or false; got 'yes'"],
    ['enrich', {}, 'must be a function; got an object'],
    ['delivery', null, 'must be an object; got null'],
    ['delivery', 30, 'must be an object; got 30'],
    ['logger', true, 'must be false or a LoggerService; got true'],
    ['logger', null, 'must be false or a LoggerService; got null'],
    ['logger', { log: () => undefined }, 'must be false or a LoggerService; got an object'],
  ])('%s: %j is reported with its path, its value and what to do', (option, value, message) => {
    expect(problemsWith({ ...minimal, [option]: value })).toEqual([`${option} ${message}`]);
  });

  it.each([
    ['delivery', { maxMessages: 0 }, 'delivery.maxMessages must be a whole number from 1 to 100000; got 0'],
    ['delivery', { maxBytes: 1 }, 'delivery.maxBytes must be a whole number from 10000 to 1000000000; got 1'],
    ['delivery', { perMinute: -1 }, 'delivery.perMinute must be a whole number from 1 to 10000; got -1'],
    ['delivery', { burst: 1.5 }, 'delivery.burst must be a whole number from 1 to 10000; got 1.5'],
    ['delivery', { attemptTimeout: 0 }, 'delivery.attemptTimeout must be a duration above zero'],
    ['delivery', { flushTimeout: 'soon' }, 'delivery.flushTimeout must be a duration above zero'],
    ['delivery', { confirm: 'yes' }, "delivery.confirm must be true or false; got 'yes'"],
    ['delivery', { onDropped: 'log' }, "delivery.onDropped must be a function; got 'log'"],
    ['delivery', { maxMesages: 5 }, 'delivery.maxMesages is not an option; did you mean `maxMessages`?'],
    ['redact', { keys: 'secret' }, "redact.keys must be an array; got 'secret'"],
    ['redact', { patterns: ['secret'] }, "redact.patterns item 0 must be a regular expression; got 'secret'"],
    ['redact', { key: ['secret'] }, 'redact.key is not an option; did you mean `keys`?'],
    [
      'defaults',
      { priority: 'P0' },
      "defaults.priority must be one of 'P1', 'P2', 'P3', 'P4', 'P5', or a function that returns it; got 'P0'",
    ],
    [
      'defaults',
      { responders: [{ type: 'group', id: '1' }] },
      "defaults.responders item 0 must have a type of team, user, escalation, schedule; got 'group'",
    ],
    [
      'defaults',
      { visibleTo: [{ type: 'schedule', id: '1' }] },
      "defaults.visibleTo item 0 must have a type of team, user; got 'schedule'",
    ],
    [
      'defaults',
      { details: { a: {} } },
      "defaults.details must contain only strings, numbers or booleans; 'a' is an object",
    ],
    ['defaults', { count: 0 }, 'defaults.count must be a whole number from 1 to 1000000; got 0'],
    ['defaults', { name: 'x' }, 'defaults.name is not an option; the options here are'],
    ['rules', [onLatency(-5)], 'rules[0].threshold must be a duration above zero'],
    [
      'rules',
      [onStatus(500), onStatus('5XX', { count: 0 })],
      'rules[1].count must be a whole number from 1 to 1000000; got 0',
    ],
    [
      'rules',
      [onStatus('5XX'), onStatus('5xx')],
      "rules[1] has the key 'status:5XX' of an earlier rule; give one of them a name",
    ],
    ['treshold', 5, 'treshold is not an option; the options here are apiKey, platform'],
  ])('within %s is reported with its whole path (%#)', (option, value, message) => {
    const [problem, ...others] = problemsWith({ ...minimal, [option]: value });
    expect(problem?.slice(0, message.length)).toBe(message);
    expect(others).toEqual([]);
  });

  it('does not hide another one: all are reported together', () => {
    const wrong = {
      enabled: true,
      service: '',
      platform: 'x',
      colour: 'red',
      delivery: { burst: 0, speed: 1 },
      rules: [onStatus(999), onErrorRate(5)],
    };
    expect(problemsWith(wrong).map((problem) => problem.split(' ')[0])).toEqual([
      'colour',
      'platform',
      'service',
      'delivery.speed',
      'delivery.burst',
      'apiKey',
      'rules[0].match',
      'rules[1].ratio',
    ]);
  });

  it.each([undefined, null, 'key', 5, []])('is anything but an object: %j', (options) => {
    expect(problemsWith(options)).toEqual([expect.stringMatching(/^options must be an object; got /)]);
  });
});

describe('the API key', () => {
  it('is trimmed: a mounted file ends in a newline', () => {
    expect(resolve({ ...minimal, apiKey: ` ${KEY}\n` }).apiKey).toBe(KEY);
  });

  it.each([
    [undefined, 'missing'],
    ['', 'empty'],
    [' \n', 'empty'],
  ])('is required when it is %j', (apiKey, what) => {
    expect(problemsWith({ ...minimal, apiKey })).toEqual([
      `apiKey is ${what}; give it the key of an API integration, or turn the module off with 'enabled: false'`,
    ]);
  });

  it.each([{ enabled: false }, { dryRun: true }])('is not required with %j, missing or empty', (options) => {
    expect(problemsWith({ ...minimal, ...options, apiKey: undefined })).toEqual([]);
    expect(problemsWith({ ...minimal, ...options, apiKey: '' })).toEqual([]);
  });

  it.each(['changeme', `${KEY}x`, KEY.slice(1), `${KEY.slice(0, 35)}\u0000`, `${KEY.slice(0, 35)}é`])(
    'is rejected if it is malformed, without being shown (%#)',
    (apiKey) => {
      const [problem, ...others] = problemsWith({ ...minimal, apiKey });
      expect(problem).toBe(
        "apiKey must be an API integration key (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx): copy it again from the integration's settings",
      );
      expect(others).toEqual([]);
    },
  );

  it.each([
    [`"${KEY}"`, 'remove the quotes around it'],
    [` '${KEY}'\n`, 'remove the quotes around it'],
    [`\u201c${KEY}\u201d`, 'remove the quotes around it'],
    [`\`${KEY}`, 'remove the quotes around it'],
    [`GenieKey ${KEY}`, 'give only the key; the module adds `GenieKey` itself'],
    [`Authorization: GenieKey ${KEY}`, 'give only the key; the module adds `GenieKey` itself'],
    [`OPSGENIE_API_KEY=${KEY}`, 'give only what follows the equals sign'],
    [KEY.replace('-', '\n'), 'remove the spaces or line breaks in it'],
    [`${KEY}\r\nx-evil: 1`, 'remove the spaces or line breaks in it'],
    [KEY.replaceAll('-', ''), 'its hyphens are missing'],
  ])('is rejected with advice if it was copied wrongly, without being shown (%#)', (apiKey, advice) => {
    expect(problemsWith({ ...minimal, apiKey })).toEqual([
      `apiKey must be an API integration key (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx): ${advice}`,
    ]);
  });

  it.each([null, 5, { key: KEY }, [KEY], true])(
    'is rejected if it is not a string, without being shown (%#)',
    (apiKey) => {
      const [problem] = problemsWith({ ...minimal, apiKey });
      expect(problem).toMatch(/^apiKey must be a string; got (null|a value of the type \w+)$/);
    },
  );

  it('appears in no error, wherever it was used by mistake', () => {
    const misplaced: Record<string, unknown> = {
      platform: KEY,
      baseUrl: KEY,
      enabled: KEY,
      dryRun: `GenieKey ${KEY}`,
      service: [KEY],
      environment: { [KEY]: KEY },
      rules: [KEY, onStatus(500, { name: KEY }), onStatus(500, { name: KEY }), onLatency(`${KEY}s` as '2s')],
      defaults: { priority: KEY, [KEY]: KEY, details: { [KEY]: {} }, responders: [{ type: KEY }] },
      forwardHeaders: KEY,
      redact: { patterns: [KEY], [KEY]: 1 },
      delivery: { burst: KEY, [KEY]: KEY },
      enrich: Symbol(KEY),
      logger: KEY,
      [KEY]: KEY,
      [KEY.toUpperCase()]: true,
    };
    for (const apiKey of [KEY, `x${KEY}`, [KEY]]) {
      let caught: unknown;
      try {
        resolve({ ...misplaced, apiKey });
      } catch (error) {
        caught = error;
      }
      expect(caught).toBeInstanceOf(OpsgenieConfigurationError);
      const { message, stack, problems } = caught as OpsgenieConfigurationError;
      expect(problems.length).toBeGreaterThan(15);
      const shown = `${message} ${stack} ${JSON.stringify(caught)}`.toLowerCase();
      expect(shown).not.toContain(KEY);
      expect(shown).not.toContain(KEY.slice(0, 13));
    }
  });
});

describe('an omitted option', () => {
  it('has a default', () => {
    vi.stubEnv('NODE_ENV', 'production');
    expect(resolve({ apiKey: KEY })).toEqual({
      apiKey: KEY,
      platform: 'opsgenie',
      baseUrl: 'https://api.opsgenie.com',
      targets: new Map(),
      enabled: true,
      dryRun: false,
      service: `nest-service-${hostname()}`,
      environment: 'production',
      version: undefined,
      rules: [expect.objectContaining({ key: 'errorRate', ratio: 0.01 })],
      defaults: {},
      ignore: [],
      forwardHeaders: [],
      includeStack: true,
      redact: {},
      enrich: undefined,
      processErrors: false,
      processHealth: {},
      observe: {},
      delivery: expect.objectContaining({
        maxMessages: 1_000,
        maxBytes: 1_048_576,
        perMinute: 30,
        burst: 10,
        attemptTimeout: 5_000,
        confirm: false,
        flushTimeout: 5_000,
        onDropped: undefined,
      }),
      logger: undefined,
      warnings: [expect.stringMatching(/^'service' is not set/), expect.stringMatching(/^'rules' is not set/)],
    });
  });

  it.each([
    ['opsgenie', 'https://api.opsgenie.com'],
    ['opsgenie-eu', 'https://api.eu.opsgenie.com'],
    ['jsm', 'https://api.atlassian.com/jsm/ops/integration'],
  ])('of the address follows from the platform %s', (platform, baseUrl) => {
    expect(resolve({ ...minimal, platform }).baseUrl).toBe(baseUrl);
    expect(resolve({ ...minimal, platform, baseUrl: 'http://127.0.0.1:9000/proxy' }).baseUrl).toBe(
      'http://127.0.0.1:9000/proxy',
    );
  });

  it.each([
    ['test', false],
    ['production', true],
    ['', true],
    [undefined, true],
  ])('of enabled follows from NODE_ENV %j', (environment, enabled) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(resolve({ ...minimal, enabled: undefined }).enabled).toBe(enabled);
    expect(resolve({ ...minimal, enabled: !enabled }).enabled).toBe(!enabled);
  });

  it.each([
    ['staging', 'staging'],
    ['', 'local'],
    [undefined, 'local'],
  ])('of the environment follows from NODE_ENV %j', (environment, name) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(resolve(minimal).environment).toBe(name);
    expect(resolve({ ...minimal, environment: ' eu-west ' }).environment).toBe('eu-west');
  });

  it('causes a warning only if it should be set', () => {
    expect(resolve({ ...minimal, rules: recommendedRules() }).warnings).toEqual([]);
    expect(resolve({ ...minimal, rules: undefined }).warnings).toEqual([expect.stringContaining("'rules'")]);
    expect(resolve({ ...minimal, service: undefined }).warnings).toEqual([expect.stringContaining("'service'")]);
  });
});

describe('a given option', () => {
  it('is used, with texts trimmed and times in milliseconds', () => {
    const rules = [onStatus('5XX')];
    const options: OpsgenieModuleOptions = {
      ...minimal,
      service: ' orders-api ',
      version: '1.2.3',
      rules,
      defaults: { priority: 'P2', count: 3 },
      ignore: ['/metrics', '/static/*', '/'],
      forwardHeaders: ['X-Tenant'],
      includeStack: false,
      dryRun: true,
      redact: { keys: ['tenantSecret'], patterns: [/\d{16}/] },
      delivery: { attemptTimeout: '2s', flushTimeout: 100, burst: 1 },
      logger: false,
    };
    expect(resolve(Object.freeze(options))).toMatchObject({
      ...options,
      service: 'orders-api',
      delivery: { attemptTimeout: 2_000, flushTimeout: 100, burst: 1, perMinute: 30 },
      warnings: [],
    });
  });
});

describe('the recommended rules', () => {
  const fleet = { redis: 'redis://localhost' };
  /** What the options make of the error rate, field by field. */
  const fieldsWith = (options: Partial<OpsgenieModuleOptions>) => {
    const { defaults, rules } = resolve({ ...minimal, ...options });
    return new RuleBook(rules, defaults).explain(class {})[0]?.fields;
  };

  it.each([
    ['by default', undefined],
    ['beside others', [...recommendedRules(), onStatus(503)]],
  ])('are those of a fleet where there is one, %s', (_, rules) => {
    expect(fieldsWith({ rules, fleet })).toMatchObject({
      window: { value: '10m', from: 'module' },
      for: { value: '15s', from: 'recommended' },
      slow: { value: { ratio: 0.0035, window: '1h' }, from: 'recommended' },
      priority: { from: 'recommended' },
    });
    const alone = fieldsWith({ rules });
    expect(alone).toMatchObject({ window: { value: '10m' }, for: { value: 0, from: 'built-in' } });
    expect(alone).not.toHaveProperty('slow');
  });

  it('yield to the defaults of the module in a fleet as well', () => {
    expect(fieldsWith({ rules: undefined, fleet, defaults: { for: '1m' } })).toMatchObject({
      for: { value: '1m', from: 'defaults' },
      slow: { from: 'recommended' },
    });
  });

  it('leave other rules of a fleet as they are', () => {
    const rules = [onErrorRate(0.05), onStatus(503)];
    expect(resolve({ ...minimal, rules, fleet }).rules).toEqual(rules);
  });
});
