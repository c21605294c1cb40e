import { FleetStoreError } from '../fleet-store.js';

/** What a server answers while it starts, or during a failover: soon it, or another one, can do it. */
const PASSING = ['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY', 'UNKILLABLE'];
/** A connection with these answers stays useless: another server has to be found. */
const STALE = ['READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'MOVED'];
const LONGEST = 200;

/** The code at the beginning of an error reply of Redis: `NOPERM`; `undefined` for other errors. */
export function replyCode(error: unknown): string | undefined {
  return /^-?([A-Z]{3,})(?: |$)/.exec(messageOf(error))?.[1];
}

/** Whether the error says that another server is to be asked. */
export function isStale(error: unknown): boolean {
  return STALE.includes(replyCode(error) ?? '');
}

/** Distinguishes failures that pass from those that last. */
export function storeError(error: unknown): FleetStoreError {
  if (error instanceof FleetStoreError) return error;
  const code = replyCode(error);
  // Errors of connections have no code in capitals at their beginning, but one like ECONNREFUSED in a property.
  const failure = code === undefined || PASSING.includes(code) || code.startsWith('E') ? 'unavailable' : 'refused';
  return new FleetStoreError(code === 'ERR' ? 'refused' : failure, safeMessage(error));
}

/** The message of an error, without secrets: servers that do not know a command repeat its arguments, and addresses contain passwords. */
export function safeMessage(error: unknown): string {
  const message = messageOf(error)
    .replace(/,? with args beginning with:.*$/s, '')
    .replaceAll(/\/\/[^/@\s]*@/g, '//***@')
    .replace(/\.$/, '');
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}…` : message;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
