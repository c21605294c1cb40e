import { describe, expect, it } from 'vitest';

import { AnyLogReader, type LogFormat } from '../../../../src/cli/replay/formats/any-log.js';
import { csvColumns } from '../../../../src/cli/replay/formats/csv-columns.js';
import { blankEntry, type LogEntry } from '../../../../src/cli/replay/formats/log-entry.js';

function read(line: string | Buffer, format: LogFormat = {}): [kind: string, entry: LogEntry] {
  const entry = blankEntry();
  const before = Buffer.from('[not part of the line]');
  const bytes = Buffer.from(line);
  // It must not look beyond its line.
  const around = Buffer.concat([before, bytes, before]);
  const kind = new AnyLogReader(format).read(around, before.length, before.length + bytes.length, entry);
  return [kind, { ...entry }];
}

function request(line: string, format?: LogFormat): Partial<LogEntry> {
  const [kind, entry] = read(line, format);
  expect(kind).toBe('request');
  return entry;
}

const AT = Date.UTC(2026, 9, 10, 13, 55, 36);

describe('the common and the combined format', () => {
  it.each([
    { of: 'Apache, common', line: '127.0.0.1 - frank [10/Oct/2026:13:55:36 +0000] "GET /orders/42 HTTP/1.0" 200 2326' },
    {
      of: 'Apache, combined',
      line: '127.0.0.1 - frank [10/Oct/2026:06:55:36 -0700] "GET /orders/42?a=b HTTP/1.0" 200 2326 "http://x.example/" "Mozilla/4.08 [en] (Win98; I ;Nav)"',
    },
    {
      of: 'Apache, with the virtual host',
      line: 'shop.example:443 203.0.113.7 - - [10/Oct/2026:15:55:36 +0200] "GET /orders/42#top HTTP/1.1" 200 - "-" "-"',
    },
    {
      of: 'nginx, combined',
      line: '2001:db8::1 - - [10/Oct/2026:13:55:36 +0000] "GET /orders/42 HTTP/2.0" 200 0 "https://a.example/?q=\\x22" "curl/8.5.0"',
    },
    {
      of: 'nginx with a time of ISO 8601',
      line: '203.0.113.7 - - [2026-10-10T15:55:36+02:00] "GET /orders/42 HTTP/1.1" 200 612 "-" "-"',
    },
    {
      of: 'a user with a bracket in its name',
      line: '203.0.113.7 - [x] [10/Oct/2026:13:55:36 +0000] "GET /orders/42 HTTP/1.1" 200 612',
    },
    {
      of: 'a line of Windows',
      line: '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET /orders/42 HTTP/1.1" 200 612\r',
    },
    {
      of: 'HTTP 0.9',
      line: '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET /orders/42" 200 612',
    },
  ])('reads a line of $of', ({ line }) => {
    expect(request(line)).toMatchObject({ time: AT, target: 'GET /orders/42', status: 200, aborted: false });
    expect(request(line).durationMs).toBeUndefined();
  });

  const line = '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "POST /pay HTTP/1.1" 503 612 "-" "curl/8.5.0"';

  it.each([
    { behind: ' 0.250', of: "nginx's $request_time" },
    { behind: ' rt=0.250 uct="0.001" urt="0.249"', of: 'a named time' },
    { behind: ' 430 0.250 [shop-80] [] 10.0.0.1:80 612 0.249 503 4f5e', of: 'the ingress of Kubernetes' },
    { behind: ' "-" 0.250', of: 'a time behind a further quoted field' },
  ])('reads the duration of $of', ({ behind }) => {
    expect(request(line + behind)).toMatchObject({ target: 'POST /pay', status: 503, durationMs: 250 });
  });

  it('reads a whole number as a duration only where its unit is given', () => {
    expect(request(`${line} 250000`).durationMs).toBeUndefined();
    expect(request(`${line} 250000`, { durationUnit: 'us' }).durationMs).toBe(250);
    expect(request(`${line} 250`, { durationUnit: 'ms' }).durationMs).toBe(250);
    expect(
      request('a - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 99 3', { durationUnit: 's' }),
    ).toMatchObject({
      durationMs: 3_000,
    });
  });

  it('reads a client that left as one that got no answer', () => {
    expect(request(`${line.replace('503', '499')} 0.250`)).toMatchObject({ aborted: true, status: undefined });
  });

  it.each([
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "-" 408 0 "-" "-"',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "" 400 0 "-" "-"',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "\\x16\\x03\\x01\\x02" 400 150 "-" "-"',
    '',
    '   \t',
  ])('counts a line without a request as one about something else: %s', (other) => {
    expect(read(other)[0]).toBe('other');
  });

  it.each([
    'Hello',
    '203.0.113.7 - - [32/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 0',
    '203.0.113.7 - - [10/Okt/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 0',
    '203.0.113.7 - - [10/Oct/2026:25:55:36 +0000] "GET / HTTP/1.1" 200 0',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 20',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" abc 0',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1',
    '203.0.113.7 - - [10/Oct/2026:13:55:36 +0000',
    '[[[[[[[[[[[[[[[[[[[',
    '{"level":30,"time":1',
    '{"req":{"method":"GET"',
    '{]',
  ])('does not read %s', (unreadable) => {
    expect(read(unreadable)[0]).toBe('unreadable');
  });

  it('reads whatever bytes there are without an error', () => {
    let seed = 7;
    for (let round = 0; round < 20_000; round++) {
      const bytes = Buffer.from(
        Array.from({ length: round % 60 }, () => (seed = (seed * 48_271) % 2_147_483_647) % 256),
      );
      const [kind] = read(round % 2 === 0 ? bytes : Buffer.concat([Buffer.from('{"req":{'), bytes]));
      expect(['request', 'other', 'unreadable']).toContain(kind);
    }
  });
});

describe('JSON lines of pino-http and nestjs-pino', () => {
  const line = (more: object = {}): string =>
    JSON.stringify({
      level: 30,
      time: AT + 123,
      pid: 4_711,
      hostname: 'shop-6d5f',
      context: 'HTTP',
      req: {
        id: 'c0ffee',
        method: 'GET',
        url: '/orders/42?token=secret',
        query: { token: 'secret' },
        params: {},
        headers: { host: 'shop.example', 'user-agent': 'a "quoted" {agent}', statusCode: 'x', url: '/not/this' },
        remoteAddress: '::ffff:203.0.113.7',
        remotePort: 51_234,
      },
      res: { statusCode: 200, headers: { 'content-type': 'application/json', statusCode: '999' } },
      responseTime: 17,
      msg: 'request completed',
      ...more,
    });

  it('reads a request that was completed', () => {
    expect(request(line())).toEqual({
      time: AT + 123,
      target: 'GET /orders/42',
      status: 200,
      durationMs: 17,
      aborted: false,
      error: undefined,
    });
  });

  it('reads a time of ISO 8601, and one in seconds', () => {
    expect(request(line({ time: '2026-10-10T15:55:36.5+02:00' })).time).toBe(AT + 500);
    expect(request(line({ time: AT / 1_000 })).time).toBe(AT);
    expect(request(line({ time: undefined, timestamp: '2026-10-10T13:55:36.007Z' })).time).toBe(AT + 7);
  });

  it('reads the error of a request, by the name of its class', () => {
    const err = { type: 'PaymentProviderDown', message: 'no answer', stack: 'PaymentProviderDown: no answer\n  at x' };
    const { error, status } = request(line({ level: 50, res: { statusCode: 502 }, err, msg: 'request errored' }));

    expect(status).toBe(502);
    expect(error).toBeInstanceOf(Error);
    expect([error?.constructor.name, error?.message]).toEqual(['PaymentProviderDown', 'no answer']);
  });

  it('ignores the error that pino-http makes of a status', () => {
    const err = { type: 'Error', message: 'failed with status code 500', stack: '' };

    expect(request(line({ res: { statusCode: 500 }, err })).error).toBeUndefined();
  });

  it('reads a request that was aborted as one without an answer', () => {
    const aborted = line({ res: { statusCode: null, headers: {} }, msg: 'request aborted' });

    expect(request(aborted)).toMatchObject({ aborted: true, status: undefined });
    expect(request(line({ msg: 'request aborted' }))).toMatchObject({ aborted: true });
  });

  it('reads escaped characters in a URL, and spaces between the parts', () => {
    expect(request(line().replace('/orders/42', '\\/caf\\u00e9')).target).toBe('GET /café');
    expect(request(` ${line().replaceAll(':{', ' : { ')}`).target).toBe('GET /orders/42');
  });

  it.each([
    { of: 'a message of the application', other: '{"level":30,"time":1791640536123,"msg":"Nest application started"}' },
    { of: 'a message during a request', other: '{"time":1,"req":{"method":"GET","url":"/"},"msg":"loading"}' },
    { of: 'an empty object', other: '{}' },
    { of: 'something else that has a req', other: '{"time":1,"req":7,"res":{"statusCode":200}}' },
  ])('counts $of as a line about something else', ({ other }) => {
    expect(read(other)[0]).toBe('other');
  });

  it('does not read deep nesting by calling itself', () => {
    const deep = `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)},"req":{},"res":{}}`;

    expect(read(deep)[0]).toBe('other');
  });
});

describe('CSV', () => {
  it.each([
    {
      columns: 'time,method,path,status,duration_ms',
      line: '2026-10-10T13:55:36Z,GET,/orders/42?a=1,200,17',
    },
    { columns: 'time, status, path, duration_s', line: '2026-10-10 13:55:36,200,/orders/42,0.017' },
    { columns: 'time;-;request;status;duration_us', line: `${AT / 1_000};x;"GET /orders/42 HTTP/1.1";200;17000` },
    { columns: 'status|path|time|method', line: `200|/orders/42|${AT}|get` },
    { columns: 'agent\ttime\tpath\tstatus', line: `"a ""b""\tc"\t10/Oct/2026:13:55:36 +0000\t/orders/42\t200` },
  ])('reads lines of $columns', ({ columns, line }) => {
    const durationMs = columns.includes('duration') ? 17 : undefined;

    expect(request(line, { csv: csvColumns(columns) })).toMatchObject({
      time: AT,
      target: 'GET /orders/42',
      status: 200,
      durationMs,
    });
  });

  it('takes the names of the columns as a line about something else', () => {
    const csv = csvColumns('time,path,status');

    expect(read('time,path,status', { csv })[0]).toBe('other');
    expect(read('yesterday,/,200', { csv })[0]).toBe('unreadable');
    expect(read('1791640536123,/', { csv })[0]).toBe('unreadable');
    expect(read('1791640536123,/,20', { csv })[0]).toBe('unreadable');
    expect(read('1791640536123,"/,200', { csv })[0]).toBe('unreadable');
  });

  it('says what is missing in a description', () => {
    expect(() => csvColumns('path,status')).toThrow(`needs the columns 'time' and 'status'`);
    expect(() => csvColumns('time,status')).toThrow(`needs a column 'path', or 'request'`);
  });
});

it('reads a log that mixes formats, line by line', () => {
  expect(request('203.0.113.7 - - [10/Oct/2026:13:55:36 +0000] "GET /a HTTP/1.1" 200 1').target).toBe('GET /a');
  const json = '{"time":1791640536123,"req":{"method":"GET","url":"/b"},"res":{"statusCode":200}}';
  expect(request(`\ufeff${json}`, { csv: csvColumns('time,path,status') }).target).toBe('GET /b');
});
