import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { runCli } from '../../../../src/cli/cli.js';
import { RecordedTerminal } from '../recorded-terminal.js';
import {
  combinedLine,
  pinoLine,
  replay,
  replayText,
  START,
  temporaryFolder,
  traffic,
  written,
  type GeneratedRequest,
  type ReplayJson,
} from './generated-log.js';

const MINUTE = 60_000;

/** A file of rules beside this one. */
function rulesFile(name: string): string {
  return fileURLToPath(new URL(`rules/${name}.ts`, import.meta.url));
}

/** Checkout fails from 01:00 to 01:20, and everything from 02:00 to 02:05. */
function twoIncidents(minute: number, index: number): number {
  if (minute >= 60 && minute < 80 && index % 3 === 2) return 500;
  if (minute >= 120 && minute < 125) return 502;
  // A failure now and then, which pages no one.
  return index % 1_000 === 0 ? 503 : 200;
}

function log(requests: Iterable<GeneratedRequest>, line: (request: GeneratedRequest) => string = combinedLine): string {
  return [...requests].map(line).join('\n');
}

function minuteOf(time: string | undefined): number {
  return (Date.parse(time ?? '') - START) / MINUTE;
}

const TWO_INCIDENTS = log(traffic(180, twoIncidents));

describe('nestjs-opsgenie replay', () => {
  it.each([
    { format: 'the combined format', line: combinedLine, options: [] },
    { format: 'pino-http', line: pinoLine, options: [] },
    {
      format: 'CSV',
      line: ({ time, request, status }: GeneratedRequest) => `${time},${request.replace(' ', ',')},${status}`,
      options: ['--csv', 'time,method,path,status'],
    },
  ])('finds the incidents in a log of $format, and nothing else', async ({ line, options }) => {
    const path = written('access.log', log(traffic(180, twoIncidents), line));

    const { code, result } = await replay(path, ...options);

    expect(code).toBe(0);
    expect(result).toMatchObject({ requests: 108_000, routes: 3, from: '2026-11-29T00:00:00.000Z' });
    const alerts = result.rules[0]?.alerts ?? [];
    expect(alerts.map(({ priority }) => priority)).toEqual(['P2', 'P2']);
    const [checkout, all] = alerts;
    expect(checkout?.message).toMatch(/failing/);
    expect(minuteOf(checkout?.openedAt)).toBeGreaterThan(60);
    expect(minuteOf(checkout?.openedAt)).toBeLessThan(63);
    expect(minuteOf(checkout?.closedAt)).toBeGreaterThan(80);
    expect(minuteOf(checkout?.closedAt)).toBeLessThan(100);
    expect(minuteOf(all?.openedAt)).toBeGreaterThan(120);
    expect(minuteOf(all?.openedAt)).toBeLessThan(123);
    expect(minuteOf(all?.closedAt)).toBeGreaterThan(125);
  });

  it('pages no one for a log without trouble', async () => {
    const { code, result } = await replay(
      written('access.log', log(traffic(60, (_, index) => (index % 500 ? 200 : 404)))),
    );

    expect([code, result.rules[0]?.pages, result.failed]).toEqual([0, 0, 0]);
  });

  it('says what would have paged, when, for how long and how often', async () => {
    const { text } = await replayText(written('access.log', TWO_INCIDENTS));

    expect(text).toMatch(/access\.log: 108,000 lines/);
    expect(text).toMatch(/108,000 requests of 3 routes from 2026-11-29 00:00:00 UTC to 2026-11-29 02:59:59 UTC/);
    expect(text).toMatch(/recommended rules: 2 pages \(2 P2\), \d+ min.* with an open alert/);
    expect(text).toMatch(/\nalerts {4}·+1+·+1+·+\n/);
    expect(text).toMatch(/\n2026-11-29 01:0\d:\d\d UTC {2}P2 {2}\d+ min.*app: .*failing/);
  });

  it('reads several logs as one, in whatever order they are named', async () => {
    const folder = temporaryFolder();
    const lines = TWO_INCIDENTS.split('\n');
    const [old, newer] = [lines.slice(0, 43_000).join('\n'), lines.slice(43_000)];
    // The newer part comes from two machines.
    const machine = (number: number): string => newer.filter((_, index) => index % 2 === number).join('\n');
    const paths = [
      written('access.log', machine(0), folder),
      written('other.log', machine(1), folder),
      written('access.log.1.gz', gzipSync(old), folder),
    ];

    const [{ result }, { result: whole }] = [await replay(...paths), await replay(written('all.log', TWO_INCIDENTS))];

    expect(result.order).toMatchObject({ leftOut: 0, setBack: 0 });
    // In the same second, the lines of two machines have no order.
    const told = ({ rules }: typeof result): unknown =>
      rules[0]?.alerts.map(({ message, openedAt, closedAt }) => ({ message, openedAt, closedAt }));
    expect(told(result)).toEqual(told(whole));
  });

  it('plays the rules of a file, and compares them with those of another one', async () => {
    const [a, b] = [rulesFile('status'), rulesFile('error-rate')];
    const path = written('access.log', TWO_INCIDENTS);

    const { code, result } = await replay(path, '--rules', a, '--compare', b);
    const { text } = await replayText(path, '--rules', a, '--compare', b);

    expect(code).toBe(0);
    const [first, second] = result.rules;
    expect([first?.name, second?.name, second?.pages]).toEqual(['status.ts', 'error-rate.ts', 2]);
    expect(first?.pages).toBeGreaterThan(2);
    expect(second?.alerts.map(({ priority, message }) => [priority, message.slice(0, 5)])).toEqual([
      ['P1', 'shop:'],
      ['P1', 'shop:'],
    ]);
    // The ids in the paths are folded.
    expect(first?.alerts[0]?.alias).toMatch(/^app:production:status:(GET|POST) \/(products|orders|checkout)\/:id:5XX$/);
    expect(text.split('\n').at(-1)).toBe(`status.ts: ${first?.pages} pages, error-rate.ts: 2`);
  });

  it('plays rules with targets, whose keys it does not need', async () => {
    const { code, result } = await replay(written('access.log', TWO_INCIDENTS), '--rules', rulesFile('targets'));

    expect([code, result.rules[0]?.pages]).toEqual([0, 2]);
  });

  it('takes the options of an application as they are', async () => {
    const rules = written(
      'options.mjs',
      'export default { apiKey: undefined, version: "1", logger: console, processErrors: true, rules: [] }',
    );

    const { code, result } = await replay(written('access.log', TWO_INCIDENTS), '--rules', rules);

    expect([code, result.rules[0]?.pages]).toEqual([0, 0]);
  });

  it('knows the time of requests, where the log has it', async () => {
    const rules = rulesFile('latency');
    const slow = log(
      traffic(30, () => 200),
      (request) =>
        combinedLine({
          ...request,
          seconds: request.time - START > 10 * MINUTE && request.request.startsWith('POST') ? 4 : 0.1,
        }),
    );

    const { result } = await replay(written('access.log', slow), '--rules', rules);
    const { result: without } = await replay(
      written('access.log', slow.replaceAll(/ \d\.\d{3}$/gm, '')),
      '--rules',
      rules,
    );

    expect(result.rules[0]?.alerts.map(({ message }) => message)).toEqual([expect.stringContaining('over 2 s')]);
    expect([without.rules[0]?.pages, without.hints]).toEqual([0, [expect.stringContaining('No line has a duration')]]);
  });

  it('shows the errors that pino logs to exception rules', async () => {
    const rules = rulesFile('exception');
    const failing = log(
      traffic(5, (minute) => (minute === 2 ? 500 : 200)),
      (request) =>
        request.status === 200
          ? pinoLine(request)
          : pinoLine(request).replace(/}$/, ',"err":{"type":"PaymentProviderDown","message":"no answer","stack":""}}'),
    );

    const { result } = await replay(written('app.log', failing), '--rules', rules);

    expect(result.rules[0]?.alerts[0]?.alias).toMatch(/^app:production:exception:.*:PaymentProviderDown$/);
  });

  it('counts paths that were never found as unknown URLs, like the module', async () => {
    const rules = rulesFile('refusals');
    const scan = log(traffic(20, () => 200)).concat(
      '\n',
      Array.from({ length: 5_000 }, (_, index) =>
        combinedLine({ time: START + 20 * MINUTE, request: `GET /wp-${index}/setup.php`, status: 404 }),
      ).join('\n'),
    );

    const { result } = await replay(written('access.log', scan), '--rules', rules);

    expect(result.routes).toBe(3);
    expect(result.rules[0]?.alerts.map(({ alias }) => alias)).toEqual(['app:production:status:404:*:4XX']);
  });
});

describe('a replay of the standard input', () => {
  /** A standard input that stays open and silent after some lines. */
  async function interrupted(given: readonly string[], content: string | Buffer): Promise<RecordedTerminal> {
    const stdin = new PassThrough();
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
    onTestFinished(() => void vi.restoreAllMocks());
    const terminal = new RecordedTerminal();
    stdin.write(content);
    const code = runCli(['replay', ...given], terminal);
    await vi.waitFor(() => expect([terminal.errors.length, stdin.readableLength]).toEqual([1, 0]), 5_000);
    await new Promise((resolve) => void setImmediate(resolve));
    terminal.interrupt();
    expect(await code).toBe(1);
    expect(stdin.destroyed).toBe(true);
    return terminal;
  }

  const lines = log(traffic(2, () => 200)).split('\n');
  const result = ({ lines: [first = '{}'] }: RecordedTerminal): ReplayJson => JSON.parse(first) as ReplayJson;

  it('that is silent ends with the first Ctrl-C, and shows what was read', async () => {
    const terminal = await interrupted(['-'], `${lines.slice(0, 300).join('\n')}\n${lines[300]?.slice(0, 40)}`);

    expect(terminal.errors).toEqual([
      'Reading until the input ends. Ctrl-C ends it, and shows the result of what was read.',
    ]);
    expect(terminal.output).toContain('300 requests of 3 routes');
    expect(terminal.output).toContain('Interrupted: what follows is about the part that was read.');
    expect(terminal.output).toContain('recommended rules: no page');
  });

  it.each([
    { of: 'nothing', content: '', requests: 0 },
    { of: 'half a line', content: lines[0]?.slice(0, 50) ?? '', requests: 0 },
    { of: 'a line', content: `${lines[0]}\n`, requests: 1 },
    { of: 'packed lines', content: gzipSync(lines.slice(0, 50).join('\n')).subarray(0, -8), requests: 49 },
  ])('that gave $of is counted in the same way', async ({ content, requests }) => {
    const found = result(await interrupted(['--json', '-'], content));

    expect(found).toMatchObject({ requests, isInterrupted: true, unreadable: { count: 0 } });
    expect(found.sources[0]?.problem).toBeUndefined();
  });

  it('reads pipes, each of them once', async () => {
    const folder = temporaryFolder();
    const pipes = [join(folder, 'a'), join(folder, 'b')];
    execFileSync('mkfifo', pipes);
    const writing = pipes.map((pipe, half) => writeFile(pipe, lines.slice(half * 600, (half + 1) * 600).join('\n')));

    const { code, result: found } = await replay(...pipes);

    await Promise.all(writing);
    expect([code, found.requests]).toEqual([0, 1_200]);
  });

  it('beside a log counts the requests of both that were read', async () => {
    const found = result(
      await interrupted(
        ['--json', '-', written('access.log', lines.slice(5).join('\n'))],
        `${lines.slice(0, 10).join('\n')}\n`,
      ),
    );

    const read = found.sources.reduce((total, { lines: count }) => total + count, 0);
    expect(found.requests).toBe(read);
    expect(read).toBeGreaterThanOrEqual(10);
  });
});

describe('a hostile log', () => {
  const good = log(traffic(3, () => 200));

  it('is played as far as it can be read', async () => {
    const binary = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7_919) % 256));
    const future = combinedLine({ time: START + 9e11, request: 'GET /future', status: 500 });
    const past = combinedLine({ time: 0, request: 'GET /past', status: 500 });
    const lines = good.split('\n');
    const hostile = Buffer.concat([
      Buffer.from(`${lines.slice(0, 900).join('\n')}\n`),
      binary,
      Buffer.from(`\n${'x'.repeat(3_000_000)}\n${future}\n${past}\n{"req":\n`),
      Buffer.from(
        `${lines.slice(900).join('\r\n')}\n${pinoLine({ time: START + 180_000, request: 'GET /a', status: 200 })}`,
      ),
    ]);

    const { code, result } = await replay(written('access.log', hostile));

    expect(code).toBe(0);
    expect(result).toMatchObject({ requests: 1_801, order: { leftOut: 2 }, rules: [{ pages: 0 }] });
    expect(result.unreadable.count).toBeGreaterThan(100);
    expect(result.unreadable.shown).toHaveLength(5);
  });

  it('takes a time after the year 9999 for a line that cannot be read', async () => {
    const lines = ['9'.repeat(24), '9'.repeat(400), '9'.repeat(22)].map((time) =>
      pinoLine({ time: START, request: 'GET /a', status: 200 }).replace(String(START), time),
    );
    const valid = pinoLine({ time: START, request: 'GET /a', status: 200 });

    const { code, result } = await replay(written('access.log', [...lines, ...lines, valid, valid].join('\n')));

    expect(code).toBe(0);
    expect(result).toMatchObject({ requests: 2, unreadable: { count: 6 } });
  });

  it('shows no secret of a line that cannot be read', async () => {
    const secret = 'c0ffee-Mh3kq9Zt7';
    const bad = `broken GET /reset?token=${secret}&next=/ Authorization: Bearer ${secret}`;
    const valid = combinedLine({ time: START, request: 'GET /a', status: 200 });

    const { result } = await replay(written('access.log', `${bad}\n${valid}\n`));

    expect(result.unreadable).toMatchObject({ count: 1, shown: [{ line: 1 }] });
    expect(JSON.stringify(result)).not.toContain(secret);
  });

  it('that ends too early is played to there, and the exit code says so', async () => {
    const packed = gzipSync(good);

    const { code, result } = await replay(written('access.log.gz', packed.subarray(0, -20)));
    const { text } = await replayText(written('access.log.gz', packed.subarray(0, -20)));

    expect([code, result.sources[0]?.problem]).toEqual([1, 'unexpected end of file']);
    expect(result.requests).toBeGreaterThan(1_000);
    expect(text).toContain('It could not be read to its end: unexpected end of file.');
  });

  it.each([
    { of: 'an empty file', content: '', says: 'access.log is empty.' },
    { of: 'a file of something else', content: 'Hello\nworld\n', says: 'It has no request that could be read.' },
  ])('that is $of has no request, and the exit code says so', async ({ content, says }) => {
    const { code, text } = await replayText(written('access.log', content));

    expect(code).toBe(1);
    expect(text).toContain(says);
    expect(text).toContain('There is no request in it.');
  });

  it('does not write the page over a file that it reads', async () => {
    const path = written('access.log', TWO_INCIDENTS);
    const terminal = new RecordedTerminal();

    const code = await runCli(['replay', path, '--html', path], terminal);

    expect(code).toBe(2);
    expect(terminal.errors.join('\n')).toContain(`--html: ${path} is a file that the replay reads`);
    expect(readFileSync(path, 'utf8')).toBe(TWO_INCIDENTS);
  });

  it('cannot write to the terminal, or into the page, but as text', async () => {
    const folder = temporaryFolder();
    const rules = rulesFile('status');
    const hostile = `GET /<script>alert(1)</script>/'"><img/\u202e\u001b[31m`;
    const path = written(
      'access.log',
      `${good}\n${pinoLine({ time: START + 180_000, request: hostile, status: 500 })}\n<b>\u001b[2J`,
      folder,
    );
    const html = join(folder, 'timeline.html');

    const { text } = await replayText(path, '--rules', rules, '--html', html);
    const page = readFileSync(html, 'utf8');

    expect(text).toContain('1 page');
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(page).not.toMatch(/<script|<img|<b>\s/);
    expect(page).toContain(`default-src 'none'`);
  });
});

describe('the report', () => {
  it('advises --csv where nothing but lines of CSV are found', async () => {
    const lines = ['2026-11-29T00:00:00Z;GET;/a;200', '2026-11-29T00:00:01Z;GET;/a;200'].join('\n');

    const { text } = await replayText(written('access.log', lines));

    expect(text).toContain('The lines look like CSV. Name their columns in their order with --csv');
    expect((await replayText(written('access.log', 'Hello, world\n'))).text).not.toContain('CSV');
  });

  it('knows how long an alert was open, also when the clock was set back meanwhile', async () => {
    const failing = log(traffic(6, (minute) => (minute > 0 && minute < 3 ? 500 : 200))).split('\n');
    const after = [...traffic(40, () => 200)].map((request) =>
      combinedLine({ ...request, time: request.time - 3_600_000 }),
    );

    const { text } = await replayText(
      written('access.log', [...failing, ...after].join('\n')),
      '--rules',
      rulesFile('error-rate'),
    );

    expect(text).toContain('The clock of the log was set back once');
    expect(text).toMatch(/UTC {2}P1 {2}\d+ min/);
    expect(text).not.toMatch(/P1 {2}\?/);
  });

  it('does not say that an alert of the last line was open for 0 ms', async () => {
    const lines = log(traffic(1, () => 200)).concat(
      '\n',
      combinedLine({ time: START + 60_000, request: 'GET /a/1', status: 500 }),
    );
    const rules = rulesFile('status');

    const { text } = await replayText(written('access.log', lines), '--rules', rules, '--compare', rules);

    expect(text).toMatch(/with an open alert +less than 1 s +less than 1 s/);
    expect(text).not.toContain('0 ms');
  });
});

describe('what cannot be played', () => {
  const path = (): string => written('access.log', log(traffic(1, () => 200)));

  it.each([
    { given: () => [], code: 2, says: '<access log>… is missing.' },
    { given: () => ['-', '-'], code: 2, says: 'The standard input can be read once only.' },
    { given: () => ['/no/such.log'], code: 1, says: '/no/such.log cannot be read: there is no such file.' },
    { given: () => [temporaryFolder()], code: 1, says: 'cannot be read: it is a folder.' },
    {
      given: () => [path(), '--csv', 'path'],
      code: 2,
      says: "--csv needs the columns 'time' and 'status'; got 'path'.",
    },
    { given: () => [path(), '--duration', 'h'], code: 2, says: "--duration must be one of s, ms, us; got 'h'." },
    {
      given: () => [path(), '--html', '/no/such/file.html'],
      code: 2,
      says: '--html: /no/such/file.html cannot be written',
    },
    { given: () => [path(), '--rules', '/no/rules.mjs'], code: 2, says: '/no/rules.mjs cannot be loaded: ' },
    {
      given: () => [path(), '--rules', written('r.mjs', 'export default 7')],
      code: 2,
      says: 'must have a default export: a list of rules',
    },
    {
      given: () => [path(), '--rules', written('r.mjs', 'export default { rules: [7], defaults: { priority: "P9" } }')],
      code: 2,
      says: '\n  - defaults.priority must be one of ',
    },
    {
      given: () => [path(), '--rules', written('r.mjs', 'export default { rulez: [], ignoer: ["/a"] }')],
      code: 2,
      says: 'r.mjs has options that cannot be used:\n  - rulez is not an option; did you mean `rules`?\n  - ignoer is not an option; did you mean `ignore`?',
    },
    {
      given: () => [path(), '--compare', written('b.mjs', 'export default { defaults: { prioritee: "P1" } }')],
      code: 2,
      says: 'b.mjs has options that cannot be used:\n  - defaults.prioritee is not an option; did you mean `priority`?',
    },
    {
      given: () => [path(), '--rules', written('r.cjs', 'module.exports = { rules: [], runbooks: 7 }')],
      code: 2,
      says: '\n  - runbooks is not an option; the options here are apiKey, ',
    },
    {
      given: () => [path(), '--rules', written('r.mjs', 'export default new Map()')],
      code: 2,
      says: 'must have a default export: a list of rules',
    },
    {
      given: () => [path(), '--csv', 'time,metod,path,status'],
      code: 2,
      says: "--csv does not know the column 'metod': did you mean 'method'?",
    },
    {
      given: () => [path(), '--csv', 'time,path,status,duration'],
      code: 2,
      says: "'duration': did you mean 'duration_s', 'duration_ms' or 'duration_us'?",
    },
    {
      given: () => [path(), '--rules', written('r.mjs', 'export default Promise.reject(new Error("no file"))')],
      code: 2,
      says: 'r.mjs cannot be loaded: no file.',
    },
    { given: () => [path(), '--rulez', 'x'], code: 2, says: "Unknown option '--rulez'. Did you mean --rules?" },
    {
      given: () => [path(), '--compare', written('r.mjs', 'throw new Error("no database")')],
      code: 2,
      says: 'no database.',
    },
  ])('is refused: $says', async ({ given, code, says }) => {
    const terminal = new RecordedTerminal();

    expect(await runCli(['replay', ...given()], terminal)).toBe(code);

    expect(terminal.errorOutput).toContain(says);
    expect(terminal.lines).toEqual([]);
  });
});
