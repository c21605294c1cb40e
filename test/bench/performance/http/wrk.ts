import { CONNECTIONS, type LoadGenerator } from './load-generator.js';

/** Uses far less CPU than a generator in JavaScript, so it does not become the bottleneck. */
export const wrk: LoadGenerator = {
  name: 'wrk',
  command: (url, seconds) => ['wrk', '--latency', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url],
  read: (output) => ({
    requests: numberIn(output, /(\d+) requests in/),
    requestsPerSecond: numberIn(output, /Requests\/sec:\s+([\d.]+)/),
    p99: millisecondsIn(output, /99%\s+([\d.]+)(us|ms|s)/),
    errors: output.includes('Socket errors')
      ? numberIn(output, /connect (\d+)/) + numberIn(output, /timeout (\d+)/)
      : 0,
  }),
};

const MILLISECONDS = { us: 0.001, ms: 1, s: 1_000 };

function millisecondsIn(output: string, pattern: RegExp): number {
  const [, , unit = ''] = pattern.exec(output) ?? [];
  return numberIn(output, pattern) * (unit === 'us' || unit === 's' ? MILLISECONDS[unit] : MILLISECONDS.ms);
}

function numberIn(output: string, pattern: RegExp): number {
  const [, figure] = pattern.exec(output) ?? [];
  if (figure === undefined) throw new Error(`wrk said something else than expected:\n${output}`);
  return Number(figure);
}
