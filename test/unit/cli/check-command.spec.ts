import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { runCli } from '../../../src/cli/cli.js';
import { OpsgenieSandbox, type SandboxFault, type SandboxOptions } from '../../../src/testing/index.js';
import { RecordedTerminal } from './recorded-terminal.js';

const KEY = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const OTHER_KEY = '1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

interface Result {
  readonly code: number;
  readonly check: Readonly<Record<string, unknown>>;
}

async function startSandbox(options: SandboxOptions = {}, fault?: SandboxFault): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start(options);
  onTestFinished(() => sandbox.stop());
  sandbox.fault(fault);
  return sandbox;
}

async function check(url: string, ...options: string[]): Promise<Result> {
  const terminal = new RecordedTerminal({ OPSGENIE_API_KEY: KEY, OPSGENIE_BASE_URL: url });
  const code = await runCli(['check', '--json', ...options], terminal);
  expect(terminal.errors).toEqual([]);
  return { code, check: JSON.parse(terminal.output) as Record<string, unknown> };
}

describe('nestjs-opsgenie check', () => {
  it('says that all is well, and raises no alert', async () => {
    const sandbox = await startSandbox({ apiKey: KEY });

    const { code, check: found } = await check(sandbox.url);

    expect([code, found['ok'], found['finding']]).toEqual([0, true, 'ready']);
    expect(found['allowed']).toEqual(['create', 'acknowledge', 'close', 'note', 'confirm']);
    expect(found['summary']).toMatch(
      /^Opsgenie \(127\.0\.0\.1:\d+\) accepts the key\. It may create, acknowledge, close, /,
    );
    expect(sandbox.alerts).toEqual([]);
    expect(sandbox.requests[0]?.path).toBe('/v2/alerts/requests/00000000-0000-0000-0000-000000000000');
  });

  it('with --send raises a P5 alert, sees that it was created, and closes it', async () => {
    const sandbox = await startSandbox({ apiKey: KEY });

    const { code, check: found } = await check(sandbox.url, '--send');

    expect([code, found['finding']]).toEqual([0, 'ready']);
    expect(found['summary']).toContain('The test alert was created and closed.');
    expect(found['testAlert']).toMatchObject({ created: true, closed: true });
    expect(sandbox.alerts).toEqual([expect.objectContaining({ priority: 'P5', status: 'closed', count: 1 })]);
  });

  it('speaks to Jira Service Management in the same way', async () => {
    const sandbox = await startSandbox({ apiKey: KEY, platform: 'jsm' });

    const { code, check: found } = await check(`${sandbox.url}/jsm/ops/integration`, '--platform', 'jsm', '--send');

    expect([code, found['platform']]).toEqual([0, 'Jira Service Management']);
    expect(sandbox.requests.map(({ path }) => path.slice(0, 31))).toContain('/jsm/ops/integration/v2/alerts');
  });

  it.each([
    {
      plays: 'jsm',
      asked: 'opsgenie',
      says: /^Opsgenie: the sandbox at 127\.0\.0\.1:\d+ plays Jira Service Management\. Set `platform` to 'jsm', or start it with `nestjs-opsgenie sandbox --platform opsgenie`\.$/,
    },
    {
      plays: 'opsgenie',
      asked: 'jsm',
      says: /^Jira Service Management: the sandbox at 127\.0\.0\.1:\d+ plays Opsgenie\. Set `platform` to 'opsgenie', or start it with `nestjs-opsgenie sandbox --platform jsm`\.$/,
    },
  ] as const)('says that a sandbox plays $plays where $asked is asked', async ({ plays, asked, says }) => {
    const sandbox = await startSandbox({ platform: plays });

    for (const options of [[], ['--send']]) {
      const { code, check: found } = await check(sandbox.url, '--platform', asked, ...options);

      expect([code, found['ok'], found['finding']]).toEqual([1, false, 'wrongPlatform']);
      expect(found['summary']).toMatch(says);
    }
    expect(sandbox.alerts).toEqual([]);
  });

  it('says that a sandbox is one', async () => {
    for (const [plays, asked] of [
      ['opsgenie', 'opsgenie'],
      ['opsgenie', 'opsgenie-eu'],
      ['jsm', 'jsm'],
    ] as const) {
      const { code, check: found } = await check((await startSandbox({ platform: plays })).url, '--platform', asked);

      expect([code, found['finding']]).toEqual([0, 'ready']);
      expect(found['summary']).toMatch(/ It is a sandbox: its alerts page no one\.$/);
    }
  });

  it.each([
    ['opsgenie', '/jsm/ops/api'],
    ['opsgenie', '/jsm/ops/integration/jsm/ops/integration'],
    ['jsm', '/jsm/ops/api'],
    ['jsm', '/jsm/ops/integration/jsm/ops/integration'],
    ['jsm', '/integration'],
  ] as const)('says that the path of the address is wrong: %s at %s', async (platform, path) => {
    const sandbox = await startSandbox({ platform });

    const { code, check: found } = await check(`${sandbox.url}${path}`, '--platform', platform);

    expect([code, found['finding'], found['status']]).toEqual([1, 'intercepted', 404]);
    expect(found['summary']).toContain(
      `\`baseUrl\` must end in '/jsm/ops/integration', or be the address of the sandbox alone; its path is '${path}'`,
    );
    expect(sandbox.alerts).toEqual([]);
  });

  it.each<{ name: string; fault: SandboxFault; finding: string; says: RegExp; status?: number }>([
    {
      name: 'a rate limit',
      fault: { rateLimited: { retryAfterSeconds: 7 } },
      finding: 'rateLimited',
      says: /too many requests \(429 .*Try again in 7 s\./,
      status: 429,
    },
    {
      name: 'a failed platform',
      fault: { status: 503 },
      finding: 'unavailable',
      says: /not available now \(503 /,
      status: 503,
    },
    {
      name: "a proxy's page",
      fault: {
        status: 403,
        body: '<html><title>Access denied</title>Blocked by corporate proxy</html>',
        headers: { server: 'squid/6.1' },
      },
      finding: 'intercepted',
      says: /a web application firewall answered, not the alert API, server: squid\/6\.1 \(status 403\)\. Let requests to 127\.0\.0\.1/,
      status: 403,
    },
    {
      name: 'a login page',
      fault: { status: 302, body: '', headers: { location: 'https://login.example/?token=1' } },
      finding: 'intercepted',
      says: /a redirect to https:\/\/login\.example answered/,
      status: 302,
    },
    {
      name: 'a page with the status 200',
      fault: { status: 200, body: '<html>Welcome</html>' },
      finding: 'intercepted',
      says: /a web page answered/,
      status: 200,
    },
    {
      name: 'a proxy that wants a password',
      fault: { status: 407, body: '' },
      finding: 'intercepted',
      says: /a proxy asks for a user and a password/,
      status: 407,
    },
    {
      name: 'a key of the account',
      fault: { status: 403 },
      finding: 'notAllowed',
      says: /key of the account .*Add an integration of the type "API"/,
      status: 403,
    },
    {
      name: 'a key of the account that may read',
      fault: { status: 403, match: ({ method }) => method === 'POST' },
      finding: 'notAllowed',
      says: /key of the account/,
      status: 403,
    },
    {
      name: 'a disabled integration',
      fault: { integrationDisabled: true },
      finding: 'integrationDisabled',
      says: /accepts requests and carries out none \(Integration is disabled\.\) Enable the integration/,
      status: 202,
    },
    {
      name: 'a connection that breaks',
      fault: { drop: 'before' },
      finding: 'unreachable',
      says: /127\.0\.0\.1:\d+ cannot be reached: /,
    },
    {
      name: 'a platform that does not answer',
      fault: { silent: true },
      finding: 'unreachable',
      says: /no answer within 300 ms\. A firewall may drop the packets/,
    },
    {
      name: 'another API',
      fault: { status: 404, body: { statusCode: 404, message: 'Cannot POST /v2/alerts', error: 'Not Found' } },
      finding: 'intercepted',
      says: /check `baseUrl`/,
      status: 404,
    },
  ])('names $name', async ({ fault, finding, says, status }) => {
    const sandbox = await startSandbox({}, fault);

    for (const options of [[], ['--send']]) {
      const { code, check: found } = await check(sandbox.url, '--timeout', '0.3', ...options);

      expect(found).toMatchObject({ ok: false, finding, allowed: [], summary: expect.stringMatching(says) });
      expect([code, found['status']]).toEqual([1, status]);
    }
    expect(sandbox.alerts).toEqual([]);
  });

  it('says that the key is refused, without showing it', async () => {
    const sandbox = await startSandbox({ apiKey: OTHER_KEY });

    const { code, check: found } = await check(sandbox.url);

    expect([code, found['finding'], found['status']]).toEqual([1, 'keyRefused', 401]);
    expect(found['summary']).toMatch(
      /refuses the key \(401 Could not authenticate\)\. Check that `apiKey` is the key of an API/,
    );
    expect(JSON.stringify(found)).not.toContain(KEY);
  });

  it('says what is wrong with a key that is none, and sends it nowhere', async () => {
    const sandbox = await startSandbox();

    const { code, check: found } = await check(sandbox.url, '--api-key', KEY.replaceAll('-', ''));

    expect(code).toBe(1);
    expect(found).toEqual({
      ok: false,
      finding: 'keyRefused',
      summary:
        'The key must be an API integration key (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx): its hyphens are missing.',
    });
    expect(sandbox.requests).toEqual([]);
  });

  it('says that nothing listens', async () => {
    const sandbox = await OpsgenieSandbox.start();
    await sandbox.stop();

    const { code, check: found } = await check(sandbox.url);

    expect([code, found['finding']]).toEqual([1, 'unreachable']);
    expect(found['summary']).toContain('Nothing listens there: check `baseUrl` and the firewall.');
  });

  it('writes one line for people', async () => {
    const sandbox = await startSandbox(
      {},
      { status: 403, body: '<p>\u001b[31mBlocked\u0007</p>', headers: { via: 'x' } },
    );
    const terminal = new RecordedTerminal({ OPSGENIE_API_KEY: KEY });

    expect(await runCli(['check', '--base-url', sandbox.url], terminal)).toBe(1);

    expect(terminal.lines).toEqual([expect.stringMatching(/^NOT OK {2}Opsgenie: a web page answered/)]);
    expect(terminal.output).not.toMatch(/\p{Cc}/u);
  });

  it('names the proxy that requests go through', async () => {
    const sandbox = await startSandbox();
    const proxy = createServer((request, response) => {
      const target = new URL(request.url ?? '');
      void fetch(sandbox.url + target.pathname + target.search, {
        method: request.method ?? 'GET',
        headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/json' },
        ...(request.method === 'POST' ? { body: '{}' } : {}),
      }).then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    });
    await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    process.env['HTTP_PROXY'] = `http://user:secret@127.0.0.1:${port}`;
    onTestFinished(() => {
      delete process.env['HTTP_PROXY'];
      proxy.close();
    });

    const { code, check: found } = await check('http://alerts.example');

    expect([code, found['proxy']]).toEqual([0, `the proxy 127.0.0.1:${port} (HTTP_PROXY)`]);
    expect(found['summary']).toContain(`Requests go through the proxy 127.0.0.1:${port} (HTTP_PROXY).`);
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});
