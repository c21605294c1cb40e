import { fileURLToPath } from 'node:url';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { runCli } from '../../../src/cli/cli.js';
import { created } from './applications/app.module.js';
import { waiting } from './applications/wrong.module.js';
import { RecordedTerminal } from './recorded-terminal.js';
import { written } from './replay/generated-log.js';

function application(name: string): string {
  return fileURLToPath(new URL(`applications/${name}.module.ts`, import.meta.url));
}

async function rules(...given: string[]): Promise<{ code: number; text: string; errors: string }> {
  const terminal = new RecordedTerminal();
  const code = await runCli(['rules', ...given], terminal);
  return { code, text: terminal.output, errors: terminal.errorOutput };
}

describe('nestjs-opsgenie rules', () => {
  it('shows what holds for each handler and job, without creating any of them', async () => {
    const { code, text, errors } = await rules(application('app'));

    expect([code, errors, created]).toEqual([0, '', []]);
    const lines = text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | ').trim());
    expect(lines[0]).toBe('RUNS | METHOD | RULE | COUNTED FOR | PRIORITY | SAID BY');
    expect(lines).toEqual(
      expect.arrayContaining([
        'GET /orders/:id | OrdersController.find | errorRate 2% | the service | computed | module',
        '| latency 500ms | this method | P3 | controller, handler',
        '| tags: ["checkout"] (controller)',
        '| count: 5 (handler)',
        'GET /orders/ping | OrdersController.ping | errorRate 2% | off: @SkipAlerts on the handler',
        'POST /orders | OrdersController.create | errorRate 2% | the service | computed | module',
        expect.stringMatching(/^cron:NightlyReport\.run \| NightlyReport\.run \| errorRate 2% \| /),
      ]),
    );
    expect(text).toMatch(/ exception .* P2 +handler/);
  });

  it('gives each field of each rule as JSON', async () => {
    const { code, text } = await rules(application('app'), '--json');

    const { methods, problems } = JSON.parse(text) as { methods: { operation: string }[]; problems: unknown[] };
    expect([code, problems]).toEqual([0, []]);
    expect(methods.find(({ operation }) => operation === 'GET /orders/:id')).toMatchObject({
      method: 'OrdersController.find',
      kind: 'http',
      rules: [
        { kind: 'errorRate', fields: { priority: { value: 'computed', from: 'module' } } },
        { kind: 'latency', active: true, fields: { count: { value: 5, from: 'handler' } } },
      ],
    });
  });

  it('creates what the options of forRootAsync() need, and nothing else', async () => {
    process.env['REPLAY_TEST_STATUS'] = '503';

    const { code, text, errors } = await rules(application('async'), '--export', 'AsyncModule');

    expect([code, errors]).toEqual([0, '']);
    expect(text).toMatch(/GET \/ +RootController\.root +status:503 +this method/);
  });

  it('creates a class of useClass with what global modules have', async () => {
    const { code, text, errors } = await rules(application('async'), '--export', 'ClassModule');

    expect([code, errors]).toEqual([0, '']);
    expect(text).toMatch(/RootController\.root +status:504/);
  });

  it('chooses the module of a name', async () => {
    expect((await rules(application('app'), '--export', 'OtherModule')).text).toContain('OrdersController.find');
  });

  it('names decorators that would stop the start', async () => {
    const { code, errors } = await rules(application('wrong'), '--export', 'MisplacedModule');

    expect(code).toBe(1);
    expect(errors).toMatch(/@AlertOnStatus\(\): Reports\.run has no status, because it is no handler of an HTTP route/);
  });

  it('does not wait for a factory that never answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const result = rules(application('wrong'), '--export', 'SilentModule');
    await vi.waitFor(() => {
      vi.advanceTimersByTime(10_000);
      expect(waiting).toHaveLength(1);
    });
    vi.advanceTimersByTime(10_000);

    expect(await result).toMatchObject({
      code: 1,
      text: '',
      errors: expect.stringContaining('has not answered within 10 s'),
    });
  });

  it('says where a rule without options was said', async () => {
    const { text } = await rules(application('wrong'), '--export', 'TargetModule');

    expect(text.split('\n').at(-1)).toMatch(/status:5XX +this method +P4 +handler$/);
  });

  it('names decorators with an unknown target', async () => {
    const { code, errors } = await rules(application('wrong'), '--export', 'TargetModule');

    expect(code).toBe(1);
    expect(errors).toMatch(/PaymentsController\.pay: .*'paymnts'/);
  });

  it.each([
    {
      given: () => [application('wrong')],
      code: 2,
      says: 'has several modules: MisplacedModule, InvalidModule, BareModule, TargetModule, EmptyModule, FailingModule, SilentModule.',
    },
    {
      given: () => [application('app'), '--export', 'Nope'],
      code: 2,
      says: "has no module 'Nope'. It has AppModule, OtherModule.",
    },
    {
      given: () => [application('wrong'), '--export', 'InvalidModule'],
      code: 1,
      says: '\n  - defaults.priority must be one of ',
    },
    { given: () => [application('wrong'), '--export', 'EmptyModule'], code: 1, says: 'options must be an object' },
    {
      given: () => [application('wrong'), '--export', 'NothingModule'],
      code: 1,
      says: 'does not import OpsgenieModule',
    },
    {
      given: () => [application('wrong'), '--export', 'FailingModule'],
      code: 1,
      says: 'cannot be made: TypeError: no secrets (at ',
    },
    { given: () => [application('wrong'), '--export', 'BareModule'], code: 1, says: 'does not import OpsgenieModule' },
    {
      given: () => ['dist/main.js'],
      code: 2,
      says: 'dist/main.js starts the application. Give the file of its root module',
    },
    { given: () => ['/no/app.module.js'], code: 2, says: '/no/app.module.js cannot be loaded: ' },
    { given: () => [written('x.mjs', 'export const a = 1;')], code: 2, says: 'exports no Nest module' },
    { given: () => [], code: 2, says: '<module file> is missing.' },
    { given: () => ['a.js', 'b.js'], code: 2, says: "Unexpected argument 'b.js'." },
  ])('says what is wrong and what to do: $says', async ({ given, code, says }) => {
    const result = await rules(...given());

    expect([result.code, result.text]).toEqual([code, '']);
    expect(result.errors).toContain(says);
  });
});
