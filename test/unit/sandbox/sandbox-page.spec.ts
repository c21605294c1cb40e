import { request } from 'node:http';

import { describe, expect, it } from 'vitest';
import { create, startSandbox } from './sandbox-client.js';

/** Requests exactly this target; `fetch` would correct it. */
function statusOfTarget(url: string, target: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { path: target, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

/** Reads the events of the page, until one has a request with this path. @returns the paths of the requests in all of them */
async function requestsUntil(events: Response, last: string): Promise<string[]> {
  const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
  const paths: string[] = [];
  let text = '';
  while (!paths.includes(last)) {
    const next = await reader?.read();
    if (next?.done !== false) break;
    text += next.value;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.startsWith('data: '))) {
      const event = JSON.parse(line.slice('data: '.length)) as { requests?: { path: string }[] };
      paths.push(...(event.requests ?? []).map(({ path }) => path));
    }
  }
  return paths;
}

describe('the page of the sandbox', () => {
  it.each(['//', '//v2/alerts', '///', '/\\', '*', 'http://[', '/%', '/inbox/%ff', '/?//'])(
    'survives the target %s',
    async (target) => {
      const sandbox = await startSandbox({ page: true });

      expect(await statusOfTarget(sandbox.url, target)).toBeGreaterThanOrEqual(200);
      expect((await create(sandbox)).status).toBe(202);
    },
  );

  it('sends each request once to a page that is opened meanwhile', async () => {
    const sandbox = await startSandbox({ page: true });
    await create(sandbox);
    const events = await fetch(`${sandbox.url}/inbox/events`);
    await statusOfTarget(sandbox.url, '/v2/last');

    expect(await requestsUntil(events, '/v2/last')).toEqual(['/v2/alerts', '/v2/last']);
  });

  it('leaves requests of the platform to the platform, whatever stands before /v2', async () => {
    const sandbox = await startSandbox({ page: true });

    expect(await statusOfTarget(sandbox.url, '//v2/alerts')).toBe(401);
    expect(await statusOfTarget(sandbox.url, '/')).toBe(200);
    expect(await statusOfTarget(sandbox.url, '/?from=mail')).toBe(200);
    expect(await statusOfTarget(sandbox.url, '/inbox/main.js')).toBe(200);
  });
});
