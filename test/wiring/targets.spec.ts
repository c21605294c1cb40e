import { Controller, Get, Injectable } from '@nestjs/common';
import { describe, expect, it } from 'vitest';

import {
  AlertDefaults,
  AlertOnErrorRate,
  AlertOnException,
  onException,
  onStatus,
  OpsgenieConfigurationError,
  OpsgenieModule,
  OpsgenieService,
} from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

const PAYMENTS = '11111111-93b4-4c7d-8e5f-0a1b2c3d4e5f';
const NAMES = "where there is 'payments'";

async function problemsOf(own: object, metadata: object = {}): Promise<readonly string[]> {
  const options = optionsFor(await startSandbox(), own);
  try {
    await startContext({ imports: [OpsgenieModule.forRoot(options)], ...metadata });
  } catch (error) {
    if (error instanceof OpsgenieConfigurationError)
      return error.problems.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

describe('the options `targets` and `mirror`', () => {
  it.each<[object, readonly string[]]>([
    [{ targets: { payments: { apiKey: PAYMENTS } } }, []],
    [{ targets: { payments: { apiKey: ` ${PAYMENTS}\n`, platform: 'jsm', baseUrl: 'http://127.0.0.1:1' } } }, []],
    [{ targets: { payments: undefined } }, []],
    [{ targets: [] }, ['targets must be an object of keys by name, like { payments: { apiKey } }; got an array of 0']],
    [
      { targets: { payments: {} } },
      ['targets.payments.apiKey is missing; give it the key of an API integration, or remove the target'],
    ],
    [
      { targets: { payments: { apiKey: '' } } },
      ['targets.payments.apiKey is empty; give it the key of an API integration, or remove the target'],
    ],
    [
      { targets: { payments: { apiKey: 'key' } } },
      [expect.stringMatching(/^targets\.payments\.apiKey must be an API integration key/)],
    ],
    [{ targets: { payments: PAYMENTS } }, [expect.stringMatching(/^targets\.payments must be an object; got '/)]],
    [
      { targets: { payments: { apiKey: PAYMENTS, platform: 'pagerduty' } } },
      [expect.stringMatching(/^targets\.payments\.platform must be one of/)],
    ],
    [
      { targets: { payments: { apiKey: PAYMENTS, region: 'eu' } } },
      [expect.stringMatching(/^targets\.payments\.region is not an option; use `platform`/)],
    ],
    [
      { targets: { 'pay/ments': { apiKey: PAYMENTS } } },
      ["targets has the name 'pay/ments'; use at most 40 letters, digits, '.', '_' and '-'"],
    ],
    [
      { targets: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`t${index}`, { apiKey: PAYMENTS }])) },
      ['targets must have at most 100 targets; got 101'],
    ],
    [{ mirror: { platform: 'jsm', apiKey: PAYMENTS, priority: 'P5' } }, []],
    [{ mirror: { apiKey: PAYMENTS } }, ['mirror.platform is missing; it is one of opsgenie, opsgenie-eu, jsm']],
    [
      { mirror: { platform: 'jsm' } },
      ['mirror.apiKey is missing; give it the key of an API integration, or remove the mirror'],
    ],
    [
      { mirror: { platform: 'jsm', apiKey: PAYMENTS, priority: 'P6' } },
      [expect.stringMatching(/^mirror\.priority must be one of/)],
    ],
    [
      { apiKey: PAYMENTS, baseUrl: undefined, mirror: { platform: 'opsgenie', apiKey: PAYMENTS } },
      ['mirror.apiKey is the key of the module itself, which would count each alert twice'],
    ],
  ])('%# are checked at the start', async (own, problems) => {
    expect(await problemsOf(own)).toEqual(problems);
  });

  it('need no keys where nothing is sent', async () => {
    const own = { targets: { payments: { apiKey: undefined } }, mirror: { platform: 'jsm' } };
    expect(await problemsOf({ ...own, enabled: false })).toEqual([]);
    expect(await problemsOf({ ...own, dryRun: true })).toEqual([]);
  });

  it('never show a key', async () => {
    const secret = '0123456789abcdef0123456789abcdef';
    const problems = await problemsOf({
      targets: { payments: { apiKey: secret } },
      mirror: { platform: 'jsm', apiKey: secret },
    });
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).not.toContain(secret.slice(0, 8));
  });

  it('are named in the line at the start', async () => {
    const logger = new RecordingLogger();
    const own = {
      targets: { payments: { apiKey: PAYMENTS } },
      mirror: { platform: 'jsm', apiKey: PAYMENTS, baseUrl: 'http://127.0.0.1:1' },
      logger,
    } as const;
    await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(await startSandbox(), own))] });
    expect(logger.lines.join('\n')).toMatch(
      /shop\/test to http:\/\/127\.0\.0\.1:\d+ on this machine in place of opsgenie, 0 rules, 1 target, mirrored to http:\/\/127\.0\.0\.1:1 on this machine in place of jsm, no journal\./,
    );
  });
});

describe('an unknown target stops the start', () => {
  it('in the options, with everything else that is wrong', async () => {
    const own = {
      targets: { payments: { apiKey: PAYMENTS } },
      defaults: { target: 'paymnts' },
      rules: [onException({ target: 'payments' }), onStatus(500, { target: 'billing' })],
      service: '',
    };
    expect(await problemsOf(own)).toEqual([
      expect.stringMatching(/^service /),
      `defaults.target must be a name in the option \`targets\`, ${NAMES}; got 'paymnts'`,
      `rules[1].target must be a name in the option \`targets\`, ${NAMES}; got 'billing'`,
    ]);
    expect(await problemsOf({ defaults: { target: 'payments' } })).toEqual([
      "defaults.target must be a name in the option `targets`, which is not set; got 'payments'",
    ]);
  });

  @AlertDefaults({ target: 'paymnts' })
  class Base {}

  @Controller('orders')
  @AlertOnErrorRate(0.1, { target: 'payments' })
  class OrdersController extends Base {
    @Get()
    @AlertOnException({ target: 'billing' })
    list() {}
  }

  @Injectable()
  class Jobs {
    @AlertOnException({ target: 'nobody' })
    run() {}
  }

  it.each([true, false])(
    'in decorators, with the place, also where the module is off (enabled: %s)',
    async (enabled) => {
      const own = { targets: { payments: { apiKey: PAYMENTS } }, enabled };
      const complaint = `target must be a name in the option \`targets\`, ${NAMES}; got`;
      expect(await problemsOf(own, { controllers: [OrdersController], providers: [Jobs] })).toEqual([
        `Base: ${complaint} 'paymnts'`,
        `OrdersController.list: ${complaint} 'billing'`,
        `Jobs.run: ${complaint} 'nobody'`,
      ]);
    },
  );
});

describe('an unknown target at run time', () => {
  it('is sent with the own key: raise() lists the repair, watch() logs it once', async () => {
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const options = optionsFor(sandbox, { targets: { payments: { apiKey: PAYMENTS } }, logger });
    const opsgenie = (await startContext({ imports: [OpsgenieModule.forRoot(options)] })).get(OpsgenieService);

    await opsgenie.raise({ message: 'Stock feed is late', alias: 'feed', target: 'paymnts' }).delivered;
    for (const name of ['one', 'two'])
      expect(() =>
        opsgenie.watch(
          name,
          () => {
            throw new Error('boom');
          },
          { target: 'paymnts' },
        ),
      ).toThrow('boom');
    await opsgenie.flush();

    expect(sandbox.alerts.map(({ details }) => details['repaired'])).toEqual([
      'target ignored: not a name in the option `targets`',
      undefined,
      undefined,
    ]);
    const [feed] = sandbox.alerts;
    expect(feed?.alias).toBe('feed');
    for (const { headers } of sandbox.requests) expect(headers.authorization).toBe(`GenieKey ${options.apiKey}`);
    expect(logger.fromOpsgenie.filter((line) => line.includes('no target'))).toEqual([
      "warn: There is no target 'paymnts' in the option `targets`. Its alerts are sent with the module's own key. (Logged once.)",
    ]);
  });
});
