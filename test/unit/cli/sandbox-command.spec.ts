import { randomUUID } from 'node:crypto';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { runCli } from '../../../src/cli/cli.js';
import { fasterClock } from '../../../src/cli/sandbox/faster-clock.js';
import { OpsgenieSandbox, VirtualClock } from '../../../src/testing/index.js';
import { RecordedTerminal } from './recorded-terminal.js';

const KEY = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

async function start(
  ...options: string[]
): Promise<{ url: string; terminal: RecordedTerminal; end: () => Promise<number> }> {
  const terminal = new RecordedTerminal();
  const ended = runCli(['sandbox', '--port', '0', ...options], terminal);
  const end = (): Promise<number> => {
    terminal.interrupt();
    return ended;
  };
  onTestFinished(async () => void (await end()));
  await vi.waitFor(() => expect(terminal.lines.length).toBeGreaterThan(0));
  const [url = ''] = /http:\/\/127\.0\.0\.1:\d+/.exec(terminal.output) ?? [];
  return { url, terminal, end };
}

function raise(url: string, key: string, message = 'Disk full'): Promise<Response> {
  return fetch(`${url}/v2/alerts`, {
    method: 'POST',
    headers: { authorization: `GenieKey ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message, alias: 'disk' }),
  });
}

describe('nestjs-opsgenie sandbox', () => {
  it('takes alerts of any UUID, writes each change, and ends with 0', async () => {
    const { url, terminal, end } = await start();

    expect((await raise(url, randomUUID())).status).toBe(202);

    await vi.waitFor(() => expect(terminal.output).toMatch(/ALERT {3}P3 {2}Disk full\n +alias disk/));
    expect(await end()).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('accepts only the given key', async () => {
    const { url } = await start('--api-key', KEY);

    expect((await raise(url, randomUUID())).status).toBe(401);
    expect((await raise(url, KEY)).status).toBe(202);
  });

  it('plays Jira Service Management with --platform jsm', async () => {
    const { url } = await start('--platform', 'jsm');

    expect((await raise(`${url}/jsm/ops/integration`, KEY)).status).toBe(202);
    const headers = { authorization: `GenieKey ${KEY}` };
    expect((await fetch(`${url}/v2/alerts`, { headers })).status).toBe(404);
  });

  it('writes one JSON object per line with --json, and never the key', async () => {
    const { url, terminal } = await start('--json');

    await raise(url, KEY);

    await vi.waitFor(() => expect(terminal.lines).toHaveLength(3));
    const [listening, ...rest] = terminal.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(listening).toEqual({ event: 'listening', url });
    expect(rest).toEqual([
      expect.objectContaining({ event: 'request', method: 'POST', path: '/v2/alerts', status: 202 }),
      expect.objectContaining({ event: 'alert', change: 'opened', alert: expect.objectContaining({ alias: 'disk' }) }),
    ]);
    expect(terminal.output).not.toContain(KEY);
  });

  it('lets an alert write only plain text to the terminal', async () => {
    const { url, terminal } = await start();

    await raise(url, KEY, 'red \u001b[31malert\u0007\r\nAGAIN P1 forged');

    await vi.waitFor(() => expect(terminal.output).toContain('P3  red alert AGAIN P1 forged'));
    expect(terminal.output.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('says that the port is in use, and how to choose another', async () => {
    const other = await OpsgenieSandbox.start();
    onTestFinished(() => other.stop());
    const port = new URL(other.url).port;
    const terminal = new RecordedTerminal();

    expect(await runCli(['sandbox', '--port', port], terminal)).toBe(1);

    expect(terminal.errorOutput).toBe(
      `Port ${port} is in use. Choose another one with --port, or any free one with --port 0.`,
    );
  });

  it('can let its time pass faster', () => {
    const clock = new VirtualClock();
    const fast = fasterClock(clock, 60);
    const beginning = fast.wall();
    let ran = 0;
    fast.after(60_000, () => ran++);

    clock.advance('999ms');
    expect([fast.wall() - beginning, ran]).toEqual([59_940, 0]);
    clock.advance('1ms');
    expect([fast.wall() - beginning, fast.now(), ran]).toEqual([60_000, 60_000, 1]);
  });
});
