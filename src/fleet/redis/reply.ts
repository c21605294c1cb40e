import { FleetStoreError } from '../fleet-store.js';

/** A reply of a script: texts, and lists of texts. */
export type Reply = readonly (string | readonly string[])[];

/** Reads a reply in whatever form the client gives it. @throws FleetStoreError if it is none of ours */
export function readReply(reply: unknown, length: number): Reply {
  if (!Array.isArray(reply) || reply.length < length)
    throw new FleetStoreError('refused', 'the answer of a script is of an unknown form');
  return reply.map((part: unknown) => (Array.isArray(part) ? part.map(textOf) : textOf(part)));
}

/** The text of one part; empty for what is no text, number or buffer. */
export function textOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part === 'number' || typeof part === 'bigint') return String(part);
  return Buffer.isBuffer(part) ? part.toString('utf8') : '';
}

/** A list of texts; none for anything else. */
export function listOfTexts(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(textOf) : [];
}

/** The text at this place of a reply; empty if there is none. */
export function text(reply: Reply, index: number): string {
  const part = reply[index];
  return typeof part === 'string' ? part : '';
}

/** The number at this place of a reply; 0 if there is none. */
export function number(reply: Reply, index: number): number {
  return Number(text(reply, index)) || 0;
}

/** The list at this place of a reply; empty if there is none. */
export function list(reply: Reply, index: number): readonly string[] {
  const part = reply[index];
  return typeof part === 'object' ? part : [];
}

/** A flat list of names and values. */
export function entries(flat: readonly string[]): [name: string, value: string][] {
  const found: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) found.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return found;
}
