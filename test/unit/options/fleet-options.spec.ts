import { describe, expect, it } from 'vitest';

import { resolveOptions, type OpsgenieModuleOptions } from '../../../src/opsgenie.options.js';
import { OpsgenieConfigurationError } from '../../../src/validation/problem.js';

const GOOD = { dryRun: true, service: 'shop', environment: 'test', rules: [] };

/** The problems of a value of `fleet`, whatever its type. */
function problemsOf(fleet: unknown): string[] {
  try {
    resolveOptions({ ...GOOD, fleet } as OpsgenieModuleOptions);
    return [];
  } catch (error) {
    if (!(error instanceof OpsgenieConfigurationError)) throw error;
    return error.problems.map(({ path, message }) => `${path} ${message}`);
  }
}

describe('the option fleet', () => {
  it('is off by default', () => {
    expect(resolveOptions(GOOD).fleet).toBeUndefined();
  });

  it('needs only an address', () => {
    expect(resolveOptions({ ...GOOD, fleet: { redis: 'redis://localhost:6379' } }).fleet).toEqual({
      redis: 'redis://localhost:6379',
      prefix: 'nog',
      instance: undefined,
      syncEvery: 2_000,
      lease: 10_000,
      isolateAfter: 10_000,
      outlier: 3,
      expect: undefined,
      journal: false,
    });
  });

  it('takes everything that it documents', () => {
    const redis = { host: 'redis', port: 6379 };
    const fleet = {
      redis,
      prefix: 'alerts:',
      instance: 'pod-1',
      syncEvery: '5s',
      lease: '20s',
      isolateAfter: '30s',
      outlier: false,
      expect: 3,
      journal: true,
    } as const;
    expect(resolveOptions({ ...GOOD, fleet }).fleet).toEqual({
      ...fleet,
      syncEvery: 5_000,
      lease: 20_000,
      isolateAfter: 30_000,
    });
  });

  it('does not copy a client of the application', () => {
    const client = Object.assign(Object.create({ sendCommand: () => undefined }), {
      duplicate: () => undefined,
    }) as object;
    expect(resolveOptions({ ...GOOD, fleet: { redis: client } }).fleet?.redis).toBe(client);
  });

  it.each([
    [
      {},
      [
        'fleet.redis is missing; it must be an address such as redis://host:6379, a client of `ioredis` or `redis`, or the options of one',
      ],
    ],
    ['redis://localhost', ["fleet must be an object; got 'redis://localhost'"]],
    [{ redis: 'localhost:6379' }, [/^fleet\.redis must begin with redis:\/\/ or rediss:\/\/; got 'localhost:'$/]],
    [{ redis: 'nonsense' }, [/^fleet\.redis must be an address .*; got a text that is no address$/]],
    [{ redis: 'http://localhost' }, [/^fleet\.redis must begin with redis:\/\/ or rediss:\/\/; got 'http:'$/]],
    [{ redis: {} }, [/^fleet\.redis must be an address .*; got an object$/]],
    [{ redis: null }, [/^fleet\.redis must be an address .*; got null$/]],
    [{ redis: 'redis://h', syncEvery: '100ms' }, ["fleet.syncEvery must be from '1s' to '10s'; got '100ms'"]],
    [
      { redis: 'redis://h', syncEvery: '5s' },
      [
        'fleet.lease must be at least 4 times syncEvery (20s); it is 10s by default',
        'fleet.isolateAfter must be at least 4 times syncEvery (20s); it is 10s by default',
      ],
    ],
    [{ redis: 'redis://h', lease: '4s' }, ["fleet.lease must be at least 4 times syncEvery (8s); got '4s'"]],
    [{ redis: 'redis://h', lease: '1h' }, ["fleet.lease must be at most '5m'; got '1h'"]],
    [{ redis: 'redis://h', outlier: 0.5 }, ['fleet.outlier must be false or a number from 1 to 1000; got 0.5']],
    [{ redis: 'redis://h', outlier: true }, ['fleet.outlier must be false or a number from 1 to 1000; got true']],
    [{ redis: 'redis://h', outlier: Number.NaN }, ['fleet.outlier must be false or a number from 1 to 1000; got NaN']],
    [{ redis: 'redis://h', expect: 0 }, ['fleet.expect must be a whole number from 1 to 10000; got 0']],
    [{ redis: 'redis://h', expect: '3' }, ["fleet.expect must be a whole number from 1 to 10000; got '3'"]],
    [{ redis: 'redis://h', replicas: 3 }, ['fleet.replicas is not an option; use `expect`']],
    [{ redis: 'redis://h', prefix: 'a{b}' }, [/^fleet\.prefix must have only letters, digits/]],
    [{ redis: 'redis://h', journal: 'yes' }, ["fleet.journal must be true or false; got 'yes'"]],
    [{ redis: 'redis://h', host: 'x' }, ['fleet.host is not an option; use `redis: { host, port }`']],
    [
      { redis: 5, prefix: '', outlier: -1 },
      [/^fleet\.redis must/, /^fleet\.prefix must be a non-empty string/, /^fleet\.outlier must/],
    ],
  ])('names all that is wrong with %j', (fleet, expected) => {
    const problems = problemsOf(fleet);
    expect(problems).toHaveLength(expected.length);
    const matching = expected.filter((problem, index) =>
      typeof problem === 'string' ? problems[index] === problem : problem.test(problems[index] ?? ''),
    );
    expect(matching, problems.join('\n')).toHaveLength(expected.length);
  });

  it('never shows a password', () => {
    for (const redis of ['redsi://user:secret-word@host', 'user:secret-word@host', 'redis://:secret-word@'])
      expect(problemsOf({ redis }).join()).not.toContain('secret-word');
  });
});
