import { createHash, randomBytes } from 'node:crypto';
import type { ProcessIdentity } from './process-identity.js';

/** The name of a journal file identifies its application and its process, so that the file does not have to be read. */
interface JournalName {
  readonly scope: string;
  readonly owner: ProcessIdentity;
  /** Distinguishes several files of one process. */
  readonly nonce: string;
}

const FORM = /^([\w-]+)\.([0-9a-f]{12})\.(\d{1,10})\.(\d{1,20})\.([0-9a-f]{8})\.ndjson$/;

/** The suffix of a file while it is being compacted. */
export const UNFINISHED = '.new';

/**
 * Identifies the application of a file. Applications that share a directory must not send each other's alerts, because each has its own key
 * and team.
 */
export function scopeOf(service: string, environment: string): string {
  const readable = service.replace(/[^\w-]+/g, '-').slice(0, 40);
  return `${readable}-${createHash('sha256').update(`${service}\n${environment}`).digest('hex').slice(0, 8)}`;
}

/** A new name for a file of this process. */
export function newName(scope: string, owner: ProcessIdentity): JournalName {
  return { scope, owner, nonce: randomBytes(4).toString('hex') };
}

/** The name in the file system. */
export function fileName({ scope, owner, nonce }: JournalName): string {
  return `${scope}.${owner.machine}.${owner.pid}.${owner.startedAt}.${nonce}.ndjson`;
}

/** @returns `undefined` if it is not a journal of this package */
export function parseFileName(name: string): JournalName | undefined {
  const [, scope, machine, pid, startedAt, nonce] = FORM.exec(name) ?? [];
  if (scope === undefined || machine === undefined || startedAt === undefined || nonce === undefined) return undefined;
  return { scope, owner: { machine, pid: Number(pid), startedAt }, nonce };
}
