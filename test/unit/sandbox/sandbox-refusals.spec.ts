import { describe, expect, it } from 'vitest';
import { create, KEY, send, startSandbox } from './sandbox-client.js';

const text = (length: number) => 'x'.repeat(length);
const list = (count: number, length = 1) => Array.from({ length: count }, () => text(length));
const team = { type: 'team', name: 'storage' };
const people = (count: number) => Array.from({ length: count }, () => team);

describe('refusals of the sandbox', () => {
  it.each(['/v2/v2/alerts', '/v2/alerts/v2/alerts', '/jsm/ops/integration/v2/v2/alerts'])(
    'include a base URL that ends in the path of the API, like the platform: %s',
    async (path) => {
      const sandbox = await startSandbox();
      expect(await send(sandbox, 'POST', path, { message: 'm' })).toMatchObject({ status: 404 });
    },
  );

  it.each([
    ['message', ''],
    ['message', ' \n'],
    ['message', null],
    ['message', text(131)],
    ['alias', text(513)],
    ['alias', 7],
    ['description', text(15_001)],
    ['entity', text(513)],
    ['source', text(101)],
    ['user', text(101)],
    ['note', text(25_001)],
    ['priority', 'P0'],
    ['priority', 'p1'],
    ['tags', list(21)],
    ['tags', ['ok', text(51)]],
    ['tags', ['ok', 1]],
    ['tags', 'one,two'],
    ['actions', list(11)],
    ['actions', [text(51)]],
    ['details', { status: 500 }],
    ['details', { gone: null }],
    ['details', ['a']],
    ['details', { key: text(7_998) }],
    ['responders', people(51)],
    ['responders', [team, { type: 'team' }]],
    ['responders', [{ name: 'storage' }]],
    ['responders', [{ type: 'all', id: 'x' }]],
    ['responders', [{ type: 'user', name: 'ada' }]],
    ['responders', ['storage']],
    ['visibleTo', [{ type: 'schedule', name: 'storage' }]],
    ['visibleTo', people(51)],
  ])('a create with a bad %s (case %#) is answered 422, and nothing is created', async (field, value) => {
    const sandbox = await startSandbox();
    const response = await create(sandbox, { [field]: value });

    expect(response.status).toBe(422);
    expect(response.body).toEqual({
      message: 'Request body is not processable. Please check the errors.',
      errors: { [field]: expect.any(String) },
      took: expect.any(Number),
      requestId: expect.any(String),
    });
    expect(sandbox.alerts).toEqual([]);
  });

  it('list all errors together, in words', async () => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, 'POST', '/v2/alerts', {
      priority: 'P9',
      alias: text(513),
      responders: [team, { type: 'user' }],
    });

    expect(response.body['errors']).toEqual({
      message: 'Message can not be empty.',
      priority: 'should be one of [ P1, P2, P3, P4, P5 ]',
      alias: 'should not exceed 512 characters',
      responders:
        '[1] should have a type of [ team, user, escalation, schedule ] and an id, or a name (of a user: a username)',
    });
  });

  it('do not include a create exactly at every limit', async () => {
    const sandbox = await startSandbox();
    const response = await create(sandbox, {
      message: text(130),
      alias: text(512),
      description: text(15_000),
      entity: text(512),
      source: text(100),
      user: text(100),
      note: text(25_000),
      tags: list(20, 50),
      actions: list(10, 50),
      details: { key: text(7_997) },
      responders: people(50),
      visibleTo: people(50),
      unknown: 'fields are ignored',
    });

    expect(response.status).toBe(202);
    expect(sandbox.alerts).toHaveLength(1);
  });

  it.each([
    ['POST', '/notes', {}, 'note'],
    ['POST', '/notes', { note: ' ' }, 'note'],
    ['POST', '/close', { note: text(25_001) }, 'note'],
    ['POST', '/acknowledge', { user: text(101) }, 'user'],
    ['POST', '/snooze', {}, 'endTime'],
    ['POST', '/snooze', { endTime: 'tomorrow' }, 'endTime'],
    ['POST', '/snooze', { endTime: '2001-01-01T00:00:00Z' }, 'endTime'],
    ['POST', '/tags', {}, 'tags'],
    ['DELETE', '/tags', undefined, 'tags'],
    ['POST', '/details', { details: { a: 1 } }, 'details'],
    ['DELETE', '/details', undefined, 'keys'],
    ['PUT', '/message', { message: text(131) }, 'message'],
    ['PUT', '/description', {}, 'description'],
    ['PUT', '/priority', { priority: 'high' }, 'priority'],
    ['PUT', '/priority', [], 'body'],
  ])('%s …%s with %j is answered 422', async (method, action, body, field) => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, method, `/v2/alerts/some-id${action}`, body);

    expect(response).toMatchObject({ status: 422, body: { errors: { [field]: expect.any(String) } } });
  });

  it.each([
    ['{"message":', 400],
    ['message=x', 400],
    ['["message"]', 422],
  ])('the body %s is answered %i', async (body, status) => {
    const sandbox = await startSandbox();
    expect((await send(sandbox, 'POST', '/v2/alerts', body)).status).toBe(status);
    expect(sandbox.requests[0]).toMatchObject({ text: body, status });
  });

  it('are 415 for a body that is not sent as JSON, and 413 for one beyond all limits', async () => {
    const sandbox = await startSandbox();
    const untyped = await send(sandbox, 'POST', '/v2/alerts', { message: 'x' }, { 'Content-Type': 'text/plain' });
    const huge = await create(sandbox, { description: text(1_000_001) });

    expect([untyped.status, huge.status]).toEqual([415, 413]);
    expect((await create(sandbox)).status).toBe(202);
  });

  it.each([
    ['no key', {}, 401, { message: 'Could not authenticate' }],
    ['another scheme', { Authorization: `Bearer ${KEY}` }, 401, { message: 'Could not authenticate' }],
    ['a key with rubbish at its end', { Authorization: `GenieKey ${KEY}%0A` }, 422, { requestId: '', took: 0 }],
    ['a key of another form', { Authorization: 'GenieKey secret' }, 422, { message: 'Key format is not valid!' }],
    ['a well-formed but wrong key', { Authorization: `GenieKey ${KEY.replace('0', '1')}` }, 401, {}],
  ])('%s is refused', async (_title, headers, status, body) => {
    const sandbox = await startSandbox({ apiKey: KEY });
    const response = await fetch(`${sandbox.url}/v2/alerts`, { headers });

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });

  it('do not include any well-formed key, unless the sandbox was started with one', async () => {
    const other = { Authorization: `GenieKey ${KEY.toUpperCase().replace('0', '1')}` };
    const open = await startSandbox();
    const strict = await startSandbox({ apiKey: KEY });

    expect((await send(open, 'GET', '/v2/alerts', undefined, other)).status).toBe(200);
    expect((await send(strict, 'GET', '/v2/alerts', undefined, other)).status).toBe(401);
    expect((await send(strict, 'GET', '/v2/alerts')).status).toBe(200);
  });

  it.each([
    ['GET', '/', 404],
    ['POST', '/v1/alerts', 404],
    ['POST', '/v2/alerts//close', 404],
    ['POST', '/v2/alerts/a/b/close', 404],
    ['POST', '/v2/alerts/a/escalate', 404],
    ['PUT', '/v2/alerts', 405],
    ['DELETE', '/v2/alerts/count', 405],
    ['GET', '/v2/alerts/%E0%A4%A', 400],
  ])('%s %s is answered %i', async (method, path, status) => {
    const sandbox = await startSandbox();
    const response = await send(sandbox, method, path);

    expect(response.status).toBe(status);
    expect(response.body).toMatchObject({ message: `The sandbox cannot ${method} ${path}` });
  });
});
