import { describe, expect, it } from 'vitest';
import { judgeAttempt } from '../../../src/delivery/platforms/attempt-verdict.js';
import type { AnswerHeaders, Attempt } from '../../../src/delivery/platforms/platform-client.js';
import { containing, matching } from './expectations.js';

const WALL = Date.UTC(2026, 0, 1);

function answered(status: number, body: unknown = '', headers: AnswerHeaders = {}): Attempt {
  return { kind: 'answered', status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function judge(status: number, body?: unknown, headers?: AnswerHeaders) {
  return judgeAttempt(answered(status, body, headers), WALL);
}

describe('An answer of the platform', () => {
  it.each(['', '<html>', '{"requestId":', '{"requestId":"r"}'])(
    'of 202 is an acceptance, whatever its body: %j',
    (body) => {
      expect(judge(202, body).kind).toBe('accepted');
    },
  );

  it('of 202 gives the id of the request, from the body or else from the header', () => {
    expect(judge(202, { requestId: 'body' }, { requestId: 'header' })).toMatchObject({ requestId: 'body' });
    expect(judge(202, '', { requestId: 'header' })).toMatchObject({ requestId: 'header' });
  });

  it.each([408, 425, 500, 502, 503, 504, 599])('of %i is worth another attempt', (status) => {
    expect(judge(status).kind).toBe('unavailable');
  });

  it.each([402, 404, 405, 409, 410, 415, 428, 501])('of %i is final', (status) => {
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

  it('that never came is worth another attempt', () => {
    expect(judgeAttempt({ kind: 'unreachable', reason: 'ECONNREFUSED' }, WALL)).toMatchObject({
      kind: 'unavailable',
      reason: 'ECONNREFUSED',
    });
  });

  it('of 200 from another API is no acceptance', () => {
    expect(judge(200, { status: 'ok' })).toMatchObject({
      kind: 'rejected',
      reason: containing('baseUrl'),
    });
  });

  it.each([
    [{ retryAfter: '7' }, 7_000],
    [{ retryAfter: 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    [{ rateLimitPeriod: '60' }, 60_000],
    [{ retryAfter: '5', rateLimitPeriod: '60' }, 5_000],
    [{ retryAfter: '0.2' }, 1_000],
    [{ retryAfter: '0' }, undefined],
    [{ retryAfter: 'Wed, 31 Dec 2025 23:59:00 GMT' }, undefined],
    [{ retryAfter: '86400' }, 60_000],
    [{ retryAfter: 'soon' }, undefined],
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
  ])('of %i %j is a refused key, and says what to do', (status, body, advice) => {
    expect(judge(status, body)).toMatchObject({ kind: 'keyRefused', advice: matching(advice) });
  });

  it('of 403 with the page of a firewall says nothing of the key', () => {
    expect(judge(403, '<html>Blocked by the firewall</html>')).toMatchObject({
      kind: 'unavailable',
      reason: containing('403 Blocked by the firewall'),
    });
    expect(judge(403, '')).toMatchObject({ kind: 'keyRefused' });
  });

  it.each([
    [{ message: 'No.', errors: { ' responders ': 'unknown' } }, ['responders'], '422 No. responders: unknown'],
    [
      { errors: [{ title: 'Bad', detail: 'visibleTo', field: 'visibleTo[0].name' }] },
      ['visibleTo'],
      '422 visibleTo[0].name: Bad: visibleTo',
    ],
    [{ message: 'Responder team does not exist' }, ['responders'], '422 Responder team does not exist'],
    ['<html><style>p{}</style><p>Bad</p></html>', [], '422 Bad'],
    ['', [], '422'],
    ['[1]', [], '422 [1]'],
  ])('of 422 with %j names the fields and the reason', (body, fields, reason) => {
    expect(judge(422, body)).toEqual({ kind: 'invalid', fields, reason });
  });

  it('is quoted in at most 300 characters', () => {
    const verdict = judge(400, { message: 'x'.repeat(5_000) });
    expect(verdict).toMatchObject({ kind: 'invalid', reason: `400 ${'x'.repeat(299)}…` });
  });
});
