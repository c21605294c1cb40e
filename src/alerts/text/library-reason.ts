import type { Budget } from '../../text/budget.js';
import { textProperty } from '../../text/error-name.js';
import { readProperty } from '../../text/guarded-read.js';
import { cutAt } from '../../text/text-cut.js';

/** Why an error happened, as far as its library says so in properties. Not redacted. */
export interface LibraryReason {
  readonly text: string;
  /** Whether its causes say less: an HTTP client names the upstream, and its cause only the socket. */
  readonly isDeepest: boolean;
}

/** The names of the SQL states (PostgreSQL, appendix A) that applications meet, in fewer words. */
const SQL_STATES: Readonly<Record<string, string>> = {
  '08000': 'connection failed',
  '08001': 'connection refused',
  '08003': 'connection does not exist',
  '08006': 'connection lost',
  '22001': 'value too long',
  '22003': 'number out of range',
  '22P02': 'invalid input syntax',
  '23502': 'null in a column that must not be null',
  '23503': 'foreign key violated',
  '23505': 'duplicate key',
  '23514': 'check violated',
  '25P02': 'transaction is aborted',
  '28P01': 'password authentication failed',
  '40001': 'serialization failure',
  '40P01': 'deadlock detected',
  '42501': 'permission denied',
  '42601': 'syntax error',
  '42703': 'column does not exist',
  '42P01': 'table does not exist',
  '53100': 'disk full',
  '53200': 'out of memory',
  '53300': 'too many connections',
  '55P03': 'lock not available',
  '57014': 'query canceled',
  '57P01': 'the server shuts down',
  '57P03': 'the server is starting up',
};

const LONGEST = 300; // of a name in an error: of a table, a host, a path

/**
 * What errors of HTTP clients, databases and the system say in their properties: a code, a constraint, the upstream. Queries, bodies and
 * values are not read.
 */
export function libraryReason(error: object, message: string, budget: Budget): LibraryReason | undefined {
  const upstream = ofHttpClient(error, budget);
  if (upstream !== undefined) return { text: upstream, isDeepest: true };
  const code = textOfProperty(error, 'code', budget);
  if (code === undefined) return undefined;
  const text = ofDatabase(error, code, message, budget) ?? ofSystem(error, code, message, budget);
  return text === undefined ? undefined : { text, isDeepest: false };
}

/** `POST pay.example.com/v1/charge gave 502`, of axios and clients like it. */
function ofHttpClient(error: object, budget: Budget): string | undefined {
  if (readProperty(error, 'isAxiosError', undefined, budget) !== true) return undefined;
  const config = readProperty(error, 'config', undefined, budget);
  const target = upstreamOf(textOfProperty(config, 'url', budget), textOfProperty(config, 'baseURL', budget));
  if (target === undefined) return undefined;
  const method = (textOfProperty(config, 'method', budget) ?? 'get').toUpperCase();
  const status = readProperty(readProperty(error, 'response', undefined, budget), 'status', undefined, budget);
  if (typeof status === 'number') return `${method} ${target} gave ${status}`;
  return `${method} ${target}: ${textOfProperty(error, 'code', budget) ?? 'no response'}`;
}

/** Host and path, without user, query and fragment. */
function upstreamOf(url: string | undefined, base: string | undefined): string | undefined {
  if (url === undefined && base === undefined) return undefined;
  try {
    // As axios joins them: the path of the base stays.
    const isAbsolute = url === undefined || base === undefined || /^[a-z][a-z\d+.-]*:/i.test(url);
    const joined = isAbsolute ? (url ?? base ?? '') : `${base.replace(/\/+$/, '')}/${url.replace(/^\/+/, '')}`;
    const { host, pathname } = new URL(joined);
    return `${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return url?.split(/[?#]/, 1)[0];
  }
}

/** `23505 duplicate key (orders_pkey)`, `ER_DUP_ENTRY (orders.PRIMARY)`. */
function ofDatabase(error: object, code: string, message: string, budget: Budget): string | undefined {
  if (code.startsWith('ER_')) {
    const key = /for key '([^']{1,200})'$/.exec(message.slice(-LONGEST))?.[1];
    return `${code}${bracketed(key ?? textOfProperty(error, 'table', budget))}`;
  }
  const isSqlState = /^[\dA-Z]{5}$/.test(code) && /\d/.test(code);
  if (!isSqlState) return undefined;
  const where = textOfProperty(error, 'constraint', budget) ?? textOfProperty(error, 'table', budget);
  return `${code} ${SQL_STATES[code] ?? message}${bracketed(where)}`;
}

/** What Node says of a system call, in which it names the code itself: `connect ECONNREFUSED ::1:5432`. */
function ofSystem(error: object, code: string, message: string, budget: Budget): string | undefined {
  const call = textOfProperty(error, 'syscall', budget);
  if (call === undefined || !/^E[A-Z\d_]{2,30}$/.test(code)) return undefined;
  if (call === 'getaddrinfo') return `${code} ${textOfProperty(error, 'hostname', budget) ?? ''}`.trim();
  return message.includes(code) ? message : `${code}: ${message}`;
}

function bracketed(name: string | undefined): string {
  return name === undefined ? '' : ` (${name})`;
}

function textOfProperty(target: unknown, key: string, budget: Budget): string | undefined {
  const text = textProperty(target, key, budget);
  return text === undefined ? undefined : cutAt(text, LONGEST);
}
