import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { hasServer } from '../fleet/redis-server.js';
import { BackgroundProgram } from './background-program.js';
import { buildSample, type SampleBuild } from './sample-build.js';

/** Vitest's NODE_ENV would disable the module. */
const ENVIRONMENT = { NODE_ENV: 'production', SANDBOX_PORT: '0', NO_COLOR: '1' };

describe('npm run sample:fleet', () => {
  let build: SampleBuild;
  const programs: BackgroundProgram[] = [];

  beforeAll(async () => {
    build = await buildSample();
  });
  afterAll(async () => {
    await Promise.all(programs.map((program) => program.end('SIGKILL')));
    build.remove();
  });

  const start = (environment: Readonly<Record<string, string>> = {}): BackgroundProgram => {
    const program = new BackgroundProgram(join(build.folder, 'fleet.js'), { ...ENVIRONMENT, ...environment });
    programs.push(program);
    return program;
  };

  it.runIf(hasServer())('shows one alert, a takeover and one close, and ends itself', async () => {
    const drill = start();

    expect(await drill.exit(), drill.output).toBe(0);

    const headlines = drill.output.split('\n').filter((line) => / s {2}(?:ALERT|CLOSED) /.test(line));
    expect(headlines).toEqual([
      expect.stringMatching(/ALERT {2}P2 {2}\[sample\] shop: .*on 1 of 3 instances/),
      expect.stringContaining('CLOSED P2  [sample] shop: '),
    ]);
    expect(drill.output).toMatch(/shop-\d has taken over, [\d.]+ s after the kill/);
    expect(drill.output).toContain('One alert and one close');
    expect(await isListening(portOfRedis(drill))).toBe(false);
  });

  it.runIf(hasServer())('stops everything on Ctrl-C', async () => {
    const drill = start();
    await vi.waitFor(() => expect(drill.output).toContain('Three shops open'), { timeout: 60_000 });

    expect(await drill.end('SIGINT'), drill.output).toBe(0);

    expect(drill.output).toContain('Stopped before its end.');
    expect(await isListening(portOfRedis(drill))).toBe(false);
  });

  it('says what to do where there is no Redis', async () => {
    const drill = start({ PATH: build.folder });

    expect(await drill.exit(), drill.output).toBe(1);

    expect(drill.output).toContain('there is no redis-server on this machine');
    expect(drill.output).toContain('apt-get install redis-server');
    expect(drill.output).toContain('REDIS_URL=redis://127.0.0.1:6379 npm run sample:fleet');
  });

  it.each([
    ['redis://user:secret@127.0.0.1:9', 'The Redis at 127.0.0.1:9 (REDIS_URL) cannot be used: connect ECONNREFUSED'],
    ['rediss://127.0.0.1:6379', 'REDIS_URL must be an address such as redis://127.0.0.1:6379'],
  ])('says what is wrong with REDIS_URL=%s', async (url, problem) => {
    const drill = start({ REDIS_URL: url });

    expect(await drill.exit(), drill.output).toBe(1);

    expect(drill.output).toContain(problem);
    expect(drill.output).not.toContain('secret');
  });
});

function portOfRedis({ output }: BackgroundProgram): number {
  return Number(/-server of its own on port (\d+)/.exec(output)?.[1]);
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
