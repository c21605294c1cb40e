import { CONNECTIONS, type LoadGenerator } from './load-generator.js';

/** Uses far less CPU than a generator in JavaScript, so it does not become the bottleneck. */
export const wrk: LoadGenerator = {
  name: 'wrk',
  command: (url, seconds) => ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url],
  read: (output) => ({
    requests: numberIn(output, /(\d+) requests in/),
    requestsPerSecond: numberIn(output, /Requests\/sec:\s+([\d.]+)/),
    errors: output.includes('Socket errors')
      ? numberIn(output, /connect (\d+)/) + numberIn(output, /timeout (\d+)/)
      : 0,
  }),
};

function numberIn(output: string, pattern: RegExp): number {
  const [, figure] = pattern.exec(output) ?? [];
  if (figure === undefined) throw new Error(`wrk said something else than expected:\n${output}`);
  return Number(figure);
}
