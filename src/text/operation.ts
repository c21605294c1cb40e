/** How runs of one context are called in alerts. */
interface Wording {
  /** What stands before the name, so that a reader knows what it is; empty where the name says it. */
  readonly before: string;
  /** What one run is called. */
  readonly run: string;
}

const REQUEST: Wording = { before: '', run: 'request' };

/** By what stands before the colon in the name of an operation. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  task: { before: '', run: 'run' },
  cron: { before: 'cron', run: 'run' },
  interval: { before: 'interval', run: 'run' },
  timeout: { before: 'timeout', run: 'run' },
  queue: { before: 'queue', run: 'job' },
  rpc: { before: 'RPC', run: 'message' },
  event: { before: 'event', run: 'event' },
  ws: { before: 'message', run: 'message' },
  on: { before: 'listener of', run: 'event' },
  command: { before: 'command', run: 'command' },
  query: { before: 'query', run: 'run' },
  handle: { before: 'handler of', run: 'event' },
  saga: { before: 'saga', run: 'event' },
  cli: { before: 'command', run: 'run' },
  method: { before: '', run: 'call' },
  process: { before: 'process', run: 'check' },
};

/**
 * What the module's ratios count runs among, by their kind. Each kind has a ratio of its own, so that a queue with ten thousand jobs a
 * minute does not hide that every request fails. What is missing counts among the requests, as GraphQL does.
 */
export const POPULATIONS: Readonly<Record<string, string>> = {
  rpc: 'RPC messages',
  ws: 'gateway messages',
  schedule: 'scheduled runs',
  events: 'events',
  queues: 'queue jobs',
  cqrs: 'commands',
  cli: 'command line runs',
  method: 'calls',
};

const POPULATION_NAMES: readonly string[] = Object.values(POPULATIONS);

/** Whether it names no operation but all runs of a kind. */
export function isPopulation(operation: string | undefined): boolean {
  return operation !== undefined && POPULATION_NAMES.includes(operation);
}

/** Whether an operation runs outside HTTP and GraphQL: it is said to fail, where a request gets an error. */
export function isRun(operation: string | undefined): boolean {
  return operation !== undefined && wordingOf(operation) !== REQUEST;
}

/** The name of an operation for people: `cron ReportsService.nightly`. */
export function readableOperation(operation: string): string {
  if (operation === '*') return 'the whole service';
  if (operation === '404:*') return 'unknown URLs';
  const { before } = wordingOf(operation);
  if (wordingOf(operation) === REQUEST) return operation;
  const name = operation.slice(operation.indexOf(':') + 1);
  return before === '' ? name : `${before} ${name}`;
}

/** The name of a place in a headline; `undefined` where the headline names all that runs. */
export function namedPlace(place: string | undefined): string | undefined {
  return place === undefined || isPopulation(place) ? undefined : readableOperation(place);
}

/** What one run of an operation is called: `request`, `job`, `message`. */
export function runOf(operation: string | undefined): string {
  if (operation === undefined) return REQUEST.run;
  return isPopulation(operation) ? operation.replace(/s$/, '') : wordingOf(operation).run;
}

function wordingOf(operation: string): Wording {
  const prefix = /^([a-z]+):/.exec(operation)?.[1];
  return (prefix === undefined ? undefined : WORDINGS[prefix]) ?? REQUEST;
}
