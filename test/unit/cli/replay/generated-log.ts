import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { runCli } from '../../../../src/cli/cli.js';
import { RecordedTerminal } from '../recorded-terminal.js';

/** When the generated logs begin. */
export const START = Date.UTC(2026, 10, 29);
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** A request in a generated log. */
export interface GeneratedRequest {
  readonly time: number;
  readonly request: string;
  readonly status: number;
  readonly seconds?: number;
}

/** `29/Nov/2026:00:00:00 +0000` */
export function commonDate(time: number): string {
  const date = new Date(time).toISOString();
  const month = Number(date.slice(5, 7)) - 1;
  return `${date.slice(8, 10)}/${MONTHS.slice(3 * month, 3 * month + 3)}/${date.slice(0, 4)}:${date.slice(11, 19)} +0000`;
}

/** A line of nginx's combined format, with `$request_time` behind it. */
export function combinedLine({ time, request, status, seconds = 0.012 }: GeneratedRequest): string {
  return `203.0.113.7 - - [${commonDate(time)}] "${request} HTTP/1.1" ${status} 512 "-" "Mozilla/5.0 (X11; Linux)" ${seconds.toFixed(3)}`;
}

/** A line of pino-http. */
export function pinoLine({ time, request, status, seconds = 0.012 }: GeneratedRequest): string {
  const [method = '', url = ''] = request.split(' ');
  const req = { id: 1, method, url, query: {}, params: {}, headers: { host: 'shop', cookie: '}{"' }, remotePort: 1 };
  const res = { statusCode: status, headers: { 'content-length': '512' } };
  const responseTime = Math.round(seconds * 1_000);
  return JSON.stringify({ level: 30, time, pid: 7, hostname: 'a', req, res, responseTime, msg: 'request completed' });
}

/** Even traffic: one request each 100 ms, of three routes with ids in their paths. @param statusOf what each is answered with */
export function* traffic(
  minutes: number,
  statusOf: (minute: number, index: number) => number,
): Generator<GeneratedRequest> {
  const routes = ['GET /products/', 'GET /orders/', 'POST /checkout/'];
  for (let index = 0; index < minutes * 600; index++) {
    const time = START + index * 100;
    const request = `${routes[index % 3] ?? ''}${index}?page=${index}`;
    yield { time, request, status: statusOf(Math.floor(index / 600), index) };
  }
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nestjs-opsgenie-replay-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes a file in a folder of its own. @returns its path */
export function written(name: string, content: string | Uint8Array, folder = temporaryFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** What `replay --json` says, as far as the tests read it. */
export interface ReplayJson {
  readonly from?: string;
  readonly requests: number;
  readonly failed: number;
  readonly routes: number;
  readonly sources: readonly { readonly lines: number; readonly others: number; readonly problem?: string }[];
  readonly unreadable: { readonly count: number; readonly shown: readonly { line: number; text: string }[] };
  readonly order: { readonly leftOut: number; readonly setBack: number; readonly gaps: number };
  readonly hints: readonly string[];
  readonly isInterrupted: boolean;
  readonly rules: readonly {
    readonly name: string;
    readonly pages: number;
    readonly open: number;
    readonly alerts: readonly {
      readonly alias: string;
      readonly priority: string;
      readonly message: string;
      readonly openedAt: string;
      readonly closedAt?: string;
    }[];
  }[];
}

/** Runs `replay --json`. */
export async function replay(...given: string[]): Promise<{ code: number; result: ReplayJson; errors: string }> {
  const terminal = new RecordedTerminal();
  const code = await runCli(['replay', '--json', ...given], terminal);
  const result = JSON.parse(terminal.lines[0] ?? '{"rules":[]}') as ReplayJson;
  return { code, result, errors: terminal.errorOutput };
}

/** Runs `replay` for people. */
export async function replayText(...given: string[]): Promise<{ code: number; text: string; errors: string }> {
  const terminal = new RecordedTerminal();
  const code = await runCli(['replay', ...given], terminal);
  return { code, text: terminal.output, errors: terminal.errorOutput };
}
