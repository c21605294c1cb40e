import { describe, expect, it } from 'vitest';
import { judgeAttempt } from '../../../../src/platforms/opsgenie/attempt-verdict.js';
import type { Attempt } from '../../../../src/platforms/platform.js';
import { containing, matching } from '../../delivery/expectations.js';

type AnswerHeaders = Readonly<Record<string, string>>;

const WALL = Date.UTC(2026, 0, 1);

function answered(status: number, body: unknown = '', headers: AnswerHeaders = {}): Attempt {
  return { kind: 'answered', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function judge(status: number, body?: unknown, headers?: AnswerHeaders) {
  return judgeAttempt(answered(status, body, headers), WALL);
}

describe('An answer of the platform', () => {
  it('is quoted without its markup', () => {
    expect(judge(502, '<html><STYLE>p{}</style><script>a<b</script><p>Bad</p>&nbsp;1 < 2')).toMatchObject({
      reason: containing('502 Bad &nbsp;1 < 2'),
    });
  });

  it.each(['', '<html>', '{"requestId":', '{"requestId":"r"}'])(
    'with 202 is an acceptance, whatever its body: %j',
    (body) => {
      expect(judge(202, body).kind).toBe('accepted');
    },
  );

  it('with 202 contains the request id in the body or the header', () => {
    expect(judge(202, { requestId: 'body' }, { 'x-request-id': 'header' })).toMatchObject({ requestId: 'body' });
    expect(judge(202, '', { 'x-request-id': 'header' })).toMatchObject({ requestId: 'header' });
  });

  it.each([408, 425, 500, 502, 503, 504, 599])('with %i is retried', (status) => {
    expect(judge(status).kind).toBe('unavailable');
  });

  it.each([402, 404, 405, 409, 410, 415, 428, 501])('with %i is final', (status) => {
    expect(judge(status, { message: 'No' }).kind).toBe('rejected');
  });

  it.each([
    [200, '<html><title>Log in</title></html>'],
    [204, ''],
    [302, ''],
    [404, 'default backend - 404'],
    [405, '<html></html>'],
  ])('of %i that something else gave, %j, is worth another attempt', (status, body) => {
    expect(judge(status, body)).toMatchObject({ kind: 'unavailable', reason: containing('is `baseUrl` right?') });
  });

  it('that never came is retried', () => {
    expect(judgeAttempt({ kind: 'unreachable', reason: 'ECONNREFUSED' }, WALL)).toMatchObject({
      kind: 'unavailable',
      reason: 'ECONNREFUSED',
    });
  });

  it('with 200 from another API is not an acceptance', () => {
    expect(judge(200, { status: 'ok' })).toMatchObject({ kind: 'unavailable', reason: containing('baseUrl') });
  });

  const BY_OTHERS = [
    '',
    ' \n',
    '<html><h1>Blocked</h1></html>',
    'Not today',
    '[1]',
    'null',
    '"no"',
    '{}',
    '{"error":"no"}',
    '{"status":"error","code":400}',
    '{"detail":{"message":"no"}}',
  ];
  const STATUSES = [
    200, 201, 203, 204, 206, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409,
    410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 431, 440, 444, 449, 451, 460, 494,
    499, 500, 501, 502, 503, 504, 505, 507, 508, 510, 511, 520, 525, 530, 599, 600, 999,
  ];

  it.each(STATUSES)('with %i and a foreign body says nothing about the message', (status) => {
    for (const body of BY_OTHERS) {
      expect({ body, ...judge(status, body) }).toMatchObject({
        body,
        kind: 'unavailable',
        reason: matching(status === 407 ? /proxy/ : /not the alert API/),
      });
    }
  });

  it('of an intermediary is not a rate limit of the platform, but may request a pause', () => {
    expect(judge(200, '<html>', { 'x-ratelimit-period-in-sec': '60' })).toMatchObject({
      kind: 'unavailable',
      wait: undefined,
    });
    expect(judge(404, '<html>', { 'retry-after': '9', 'x-ratelimit-period-in-sec': '60' })).toMatchObject({
      wait: 9_000,
    });
  });

  it('with 429 and an HTML page is obeyed, whoever sent it', () => {
    expect(judge(429, '<h1>Slow down</h1>', { 'retry-after': '7' })).toMatchObject({
      kind: 'rateLimited',
      wait: 7_000,
    });
  });

  it.each([407, 411, 413, 421, 426, 431, 451, 511])(
    'with %i is never the platform’s, even with its texts',
    (status) => {
      expect(judge(status, { message: 'No', requestId: 'r', took: 0 }).kind).toBe('unavailable');
    },
  );

  it.each<[number, string, AnswerHeaders, RegExp]>([
    [407, '', {}, /a proxy asks for a user and a password; check those in HTTPS_PROXY/],
    [
      302,
      '',
      { location: 'https://login.example/sso?token=t0ps3cret' },
      /a redirect to https:\/\/login\.example answered/,
    ],
    [302, '', { location: '/login' }, /a redirect answered/],
    [200, '<title>Sign in to Guest Wi-Fi</title>', {}, /a login page answered/],
    [511, '', {}, /a login page answered/],
    [403, '<h1>Request Rejected</h1>', {}, /a web application firewall answered/],
    [409, '', { server: 'cloudflare' }, /a web application firewall answered, not the alert API, server: cloudflare/],
    [503, '<h1>Squid</h1>', { server: 'squid/6.6' }, /a proxy answered/],
    [
      404,
      '<h1>Not Found</h1>',
      { server: 'nginx' },
      /a web page answered, not the alert API, server: nginx: is `baseUrl`/,
    ],
    [404, '', {}, /an empty response answered/],
    [404, '{"error":"no such route"}', {}, /another API answered/],
  ])('of %i %s %j names what answered', (status, body, headers, words) => {
    const verdict = judge(status, body, headers);
    expect(verdict).toMatchObject({ kind: 'unavailable', reason: matching(words) });
    expect(JSON.stringify(verdict)).not.toContain('t0ps3cret');
  });

  it('is read fast, whatever it contains', () => {
    const pieces = [
      '<',
      '>',
      '<script',
      '<style>',
      '</',
      '<!--',
      ' ',
      '\n',
      '{"a":',
      '[',
      '"',
      '\\',
      '&lt;',
      'İ',
      '😀',
      '1',
    ];
    const started = performance.now();
    for (const piece of pieces) judge(400, piece.repeat(Math.ceil(65_536 / piece.length)));
    for (const field of ['message', 'requestId', 'errors'])
      for (const piece of pieces)
        judge(400, { [field]: { [piece.repeat(30_000)]: piece.repeat(30_000) }, message: piece.repeat(9_000) });
    judge(422, { errors: Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`f${index}`, 'no'])) });
    // An earlier version took 2,500 ms for the first piece alone.
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  it('contains only well-formed request ids', () => {
    for (const requestId of ['..', '.', 'a/b', 'a b', 'a\n', '\u001b[31m', 'x'.repeat(200), '', 7]) {
      expect(judge(202, { requestId })).toEqual({ kind: 'accepted', requestId: undefined });
      expect(judge(202, '', { 'x-request-id': String(requestId) })).toMatchObject({
        requestId: requestId === 7 ? '7' : undefined,
      });
    }
  });

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    [{ 'x-ratelimit-period-in-sec': '60' }, 60_000],
    [{ 'retry-after': '5', 'x-ratelimit-period-in-sec': '60' }, 5_000],
    [{ 'retry-after': '0.2' }, 1_000],
    [{ 'retry-after': '0' }, undefined],
    [{ 'retry-after': 'Wed, 31 Dec 2025 23:59:00 GMT' }, undefined],
    [{ 'retry-after': '86400' }, 60_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('of 429 with %j says how long to wait: %s ms', (headers, wait) => {
    expect(judge(429, '', headers)).toMatchObject({ kind: 'rateLimited', wait });
  });

  it.each([
    [401, { message: 'Could not authenticate' }, /opsgenie-eu/],
    [403, { code: 40301, message: 'To perform this action, use an API key from an API integration.' }, /account/],
    [403, { errors: [{ title: 'Forbidden', detail: 'No', code: '40301' }] }, /account/],
    [403, { code: 40302 }, /right/],
    [422, { message: 'Key format is not valid!', requestId: '' }, /malformed/],
  ])('with %i %j is a refused key, with advice', (status, body, advice) => {
    expect(judge(status, body)).toMatchObject({ kind: 'keyRefused', advice: matching(advice) });
  });

  it('with 403 and a firewall’s page says nothing about the key', () => {
    expect(judge(403, '<html>Blocked by the firewall</html>')).toMatchObject({
      kind: 'unavailable',
      reason: containing('403 Blocked by the firewall'),
    });
    expect(judge(403, '')).toMatchObject({ kind: 'unavailable' });
  });

  it.each([
    [{ message: 'No.', errors: { ' responders ': 'unknown' } }, ['responders'], '422 No. responders: unknown'],
    [
      { errors: [{ title: 'Bad', detail: 'visibleTo', field: 'visibleTo[0].name' }] },
      ['visibleTo'],
      '422 visibleTo[0].name: Bad: visibleTo',
    ],
    [{ message: 'Responder team does not exist' }, ['responders'], '422 Responder team does not exist'],
  ])('of 422 with %j names the fields and the reason', (body, fields, reason) => {
    expect(judge(422, body)).toEqual({ kind: 'invalid', fields, reason });
  });

  it('is quoted in at most 300 characters', () => {
    const verdict = judge(400, { message: 'x'.repeat(5_000) });
    expect(verdict).toMatchObject({ kind: 'invalid', reason: `400 ${'x'.repeat(299)}…` });
  });

  it('is cut between visible characters', () => {
    const verdict = judge(400, { message: `x${'👨‍👩‍👧‍👦'.repeat(100)}` });
    expect(verdict).toMatchObject({ kind: 'invalid', reason: `400 x${'👨‍👩‍👧‍👦'.repeat(27)}…` });
  });
});
