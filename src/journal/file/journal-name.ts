import { createHash, randomBytes } from 'node:crypto';
import type { ProcessIdentity } from './process-identity.js';

/** What the name of a journal file says: whose alerts it holds, and whose file it is. Nothing has to be read to know that. */
export interface JournalName {
  readonly scope: string;
  readonly owner: ProcessIdentity;
  /** Tells several files of one process apart. */
  readonly nonce: string;
}

const FORM = /^([\w-]+)\.([0-9a-f]{12})\.(\d{1,10})\.(\d{1,20})\.([0-9a-f]{8})\.ndjson$/;

/** What a file is called while it is being written anew. */
export const UNFINISHED = '.new';

/**
 * Says whose alerts a file holds. Applications that share a directory must not send each other's alerts: each has a key and
 * people of its own.
 */
export function scopeOf(service: string, environment: string): string {
  const readable = service.replace(/[^\w-]+/g, '-').slice(0, 40);
  return `${readable}-${createHash('sha256').update(`${service}\n${environment}`).digest('hex').slice(0, 8)}`;
}

/** A new name for a file of this owner. */
export function newName(scope: string, owner: ProcessIdentity): JournalName {
  return { scope, owner, nonce: randomBytes(4).toString('hex') };
}

/** The name as the file system knows it. */
export function fileName({ scope, owner, nonce }: JournalName): string {
  return `${scope}.${owner.machine}.${owner.pid}.${owner.startedAt}.${nonce}.ndjson`;
}

/** @returns `undefined` for a file that is none of ours */
export function parseFileName(name: string): JournalName | undefined {
  const [, scope, machine, pid, startedAt, nonce] = FORM.exec(name) ?? [];
  if (scope === undefined || machine === undefined || startedAt === undefined || nonce === undefined) return undefined;
  return { scope, owner: { machine, pid: Number(pid), startedAt }, nonce };
}
