// Plays a generated log of some gigabytes through `nestjs-opsgenie replay -`, and says how fast that is and how much memory it takes.
//
// npm run build && node test/bench/replay.mjs [gigabytes] [combined|pino|csv]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [gigabytes = '2', format = 'combined'] = process.argv.slice(2);
const SIZE = Number(gigabytes) * 1e9;
/** Lines in a second of the log. */
const PER_SECOND = 2_000;
/** Linux counts processor time in hundredths of a second. */
const TICKS = 100;
const START = Date.UTC(2026, 10, 29);
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';
const ROUTES = ['GET /products/', 'GET /orders/', 'POST /checkout/', 'GET /api/v1/users/', 'GET /search?q='];

const FORMATS = {
  combined: {
    options: [],
    time: commonDate,
    line: (time, request, status) =>
      `203.0.113.7 - - [${time}] "${request} HTTP/1.1" ${status} 5120 "https://shop.example/cart" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36" 0.012\n`,
  },
  pino: {
    options: [],
    time: String,
    line: (time, request, status) => {
      const [method, url] = request.split(' ');
      const headers = {
        host: 'shop.example',
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
        accept: '*/*',
      };
      const req = { id: 17, method, url, query: {}, params: {}, headers, remoteAddress: '::1', remotePort: 51_234 };
      const res = { statusCode: status, headers: { 'content-type': 'application/json', 'content-length': '512' } };
      const rest = JSON.stringify({ pid: 7, hostname: 'shop-1', req, res, responseTime: 12, msg: 'request completed' });
      return `{"level":30,"time":${time},${rest.slice(1)}\n`;
    },
  },
  csv: {
    options: ['--csv', 'time,method,path,status,duration_ms'],
    time: (wall) => new Date(wall).toISOString(),
    line: (time, request, status) => `${time},${request.replace(' ', ',')},${status},12\n`,
  },
};

function commonDate(wall) {
  const date = new Date(wall).toISOString();
  const month = 3 * (Number(date.slice(5, 7)) - 1);
  return `${date.slice(8, 10)}/${MONTHS.slice(month, month + 3)}/${date.slice(0, 4)}:${date.slice(11, 19)} +0000`;
}

const { options, time, line } = FORMATS[format];

/** The lines of a second, and where their times stand. Writing only the times makes the generator faster than the reader. */
function block(seed) {
  const [offsets, parts] = [[], []];
  let length = 0;
  for (let index = 0; index < PER_SECOND; index++) {
    const id = (index * 7_919 + seed * 104_729) % 1_000_003;
    const text = line(time(START), `${ROUTES[index % ROUTES.length]}${id}`, index === 77 ? 404 : 200);
    offsets.push(length + text.indexOf(time(START)));
    parts.push(text);
    length += Buffer.byteLength(text);
  }
  return { bytes: Buffer.from(parts.join('')), offsets };
}

const blocks = Array.from({ length: 16 }, (_, seed) => block(seed));
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const child = spawn(process.execPath, [main, 'replay', '--json', ...options, '-'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answer = [];
child.stdout.on('data', (chunk) => answer.push(chunk));
const exited = once(child, 'exit');
/** The processor time that it took so far, in seconds: on a busy machine, the time on the wall says little. */
const processor = () => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
};
const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024;

const startedAt = performance.now();
let written = 0;
let lines = 0;
for (let second = 0; written < SIZE; second++) {
  const { bytes, offsets } = blocks[second % blocks.length];
  const chunk = Buffer.from(bytes);
  const text = time(START + second * 1_000);
  for (const offset of offsets) chunk.latin1Write(text, offset);
  written += chunk.length;
  lines += PER_SECOND;
  if (!child.stdin.write(chunk)) await once(child.stdin, 'drain');
  if (second % 500 === 250)
    process.stderr.write(`${(written / 1e9).toFixed(1)} GB: at most ${memory().toFixed(0)} MB\n`);
}
const [peak, cpu] = [memory(), processor()];
child.stdin.end();
await exited;
const elapsed = (performance.now() - startedAt) / 1_000;
const { requests, rules } = JSON.parse(Buffer.concat(answer).toString());
process.stdout.write(
  `${format}: ${lines} lines, ${(written / 1e9).toFixed(2)} GB, ${elapsed.toFixed(1)} s, ` +
    `${Math.round(lines / elapsed)} lines/s (${Math.round(lines / cpu)} per second of its processor), at most ${peak.toFixed(0)} MB, ${requests} requests, ${rules[0].pages} pages\n`,
);
