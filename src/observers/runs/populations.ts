import type { RunKind } from './entry-point.js';

/**
 * What the module's ratios count runs of a kind among, as it is called in alerts. Each kind has a ratio of its own, so that a queue with
 * ten thousand jobs a minute does not hide that every request fails. GraphQL counts among the requests: they come from the same clients.
 */
export const POPULATIONS: Readonly<Record<RunKind, string | undefined>> = {
  graphql: undefined,
  rpc: 'messages',
  ws: 'gateway messages',
  schedule: 'scheduled jobs',
  events: 'event listeners',
  queues: 'queue jobs',
  cqrs: 'commands and queries',
  cli: 'command line',
  method: 'methods',
};
