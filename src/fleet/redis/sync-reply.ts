import type { FleetMember, FleetMute, FleetTimes, SealedCounts, SyncReply, SyncRequest } from '../fleet-store.js';
import { readCounts, without } from './counts-text.js';
import { readRecord } from './record-text.js';
import { entries, list, number, readReply, text, type Reply } from './reply.js';

const LENGTH = 14;

/** Reads what the script of a sync returned. */
export function readSyncReply(found: unknown, request: SyncRequest, { bucket }: FleetTimes): SyncReply {
  const reply = readReply(found, LENGTH);
  const era = number(reply, 1);
  const isSameEra = request.cursor?.era === era;
  const recordsVersion = number(reply, 9);
  const membersVersion = number(reply, 12);
  const hasRecords = !isSameEra || recordsVersion !== request.recordsVersion;
  const fine = fineSpans(list(reply, 5), bucket);
  return {
    time: number(reply, 0),
    cursor: { era, bucket: number(reply, 2) },
    instances: number(reply, 3),
    refused: list(reply, 4),
    sealed: request.cursor === undefined ? history(reply, fine, (number(reply, 2) + 1) * bucket) : fine,
    recordsVersion,
    records: hasRecords ? list(reply, 10).flatMap((record) => readRecord(record) ?? []) : undefined,
    mutes: hasRecords ? readMutes(text(reply, 11)) : undefined,
    membersVersion,
    members:
      !isSameEra || membersVersion !== request.membersVersion
        ? entries(list(reply, 13)).flatMap(([id, entry]) => readMember(id, entry) ?? [])
        : undefined,
  };
}

/** The name of a process in one entry with its version and times: without the character that separates them. */
export function memberText(name: string, longest: number): string {
  return name.replaceAll(/[|\s]+/g, ' ').slice(0, longest);
}

function fineSpans(flat: readonly string[], width: number): SealedCounts[] {
  return entries(flat)
    .map(([bucket, sums]) => ({
      from: Number(bucket) * width,
      to: (Number(bucket) + 1) * width,
      counts: countsOf(sums),
    }))
    .toSorted((one, other) => one.from - other.from);
}

/** Coarse spans, then the fine ones of those that are not yet in a coarse one. */
function history(reply: Reply, fine: readonly SealedCounts[], end: number): SealedCounts[] {
  const coarse = entries(list(reply, 7)).map(([span, sums]) => {
    const [from = 0, to = 0] = span.split('-').map(Number);
    return { from, to, counts: countsOf(sums) };
  });
  const currentFrom = number(reply, 6);
  const within = fine.filter(({ from }) => from >= currentFrom);
  const to = within[0]?.from ?? end;
  // What is being summed up has fine buckets in it: it ends where they begin.
  const rest = without(
    readCounts(list(reply, 8)),
    within.map(({ counts }) => counts),
  );
  const current = rest.length > 0 && to > currentFrom ? [{ from: currentFrom, to, counts: rest }] : [];
  return [...coarse.toSorted((one, other) => one.from - other.from), ...current, ...within];
}

function countsOf(sums: string): SealedCounts['counts'] {
  return readCounts(sums.split(' '));
}

function readMutes(flat: string): FleetMute[] {
  return entries(flat.split(' ')).map(([id, until]) => ({ id, until: Number(until) }));
}

function readMember(id: string, entry: string): FleetMember | undefined {
  const [, startedAt, lostAt, version = '', name = ''] = entry.split('|');
  if (startedAt === undefined || lostAt === undefined) return undefined;
  return { id, name, version, startedAt: Number(startedAt), lostAt: Number(lostAt) };
}
