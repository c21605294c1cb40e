import { isAlias } from '../../text/alias.js';
import { isWallTime } from '../../time/wall-time.js';
import type { Leftover } from './dead-journals.js';
import { readIncidentRecord, type IncidentRecord } from '../incident-record.js';
import { readMessageRecord, type MessageRecord } from '../message-record.js';
import type { Steps } from './steps.js';

/** How the keys of accepted messages begin. */
export const MESSAGE = 'message:';
/** How the keys of incidents begin; the word is that of earlier versions. */
export const INCIDENT = 'fact:';
/** How the keys of closed aliases begin. */
export const CLOSED = 'closed:';

/** When an alert was closed, as it stands in the journal under its alias. */
export interface CloseRecord {
  /** Milliseconds since 1970. */
  readonly closedWall: number;
}

/** A file that was taken over, and how many of its records are of no use. */
export type TakenFile = Leftover & { unusable: number };

interface Found {
  readonly from: TakenFile;
}

/** A message of an earlier process. */
export interface FoundMessage extends Found {
  readonly key: string;
  readonly record: MessageRecord;
  /** When the latest message up to here in its file was accepted, in milliseconds since 1970. */
  readonly latestWall: number;
}

/** An incident of an earlier process, whose alert is open. */
export interface FoundIncident extends Found {
  readonly record: IncidentRecord;
}

/** When an alert was closed, in milliseconds since 1970. */
export interface FoundClose {
  readonly alias: string;
  readonly wall: number;
}

/** What lies in the files of dead processes, each once. */
export interface FoundRecords {
  /** In the order of their acceptance. */
  readonly messages: readonly FoundMessage[];
  readonly incidents: readonly FoundIncident[];
  readonly closes: readonly FoundClose[];
}

/** Sorts out what lies in several files, and counts in each what is of no use. */
export function* findRecords(files: readonly TakenFile[]): Steps<FoundRecords> {
  // A process that died while it took a file over left some things twice.
  const messages = new Map<string, FoundMessage>();
  const incidents = new Map<string, FoundIncident>();
  const closes: FoundClose[] = [];
  for (const from of files) {
    // The order within a file is certain, also where the system's clock was set back.
    let latestWall = 0;
    const closedHere = new Map<string, number>();
    for (const [key, found] of from.live) {
      yield;
      const record = key.startsWith(MESSAGE) ? readMessageRecord(found) : undefined;
      const incident = key.startsWith(INCIDENT) ? readIncidentRecord(found) : undefined;
      if (record !== undefined) {
        latestWall = Math.max(latestWall, record.acceptedWall);
        // What stands behind a close in its file was raised after it, also in the same millisecond.
        const wall = Math.max(latestWall, (closedHere.get(record.message.alias) ?? -1) + 1);
        const message = { from, key: key.slice(MESSAGE.length), record, latestWall: wall };
        if (!messages.has(key)) messages.set(key, message);
      } else if (incident !== undefined) {
        if (!incidents.has(key)) incidents.set(key, { from, record: incident });
      } else if (isClose(key, found)) {
        const close = { alias: key.slice(CLOSED.length), wall: found.closedWall };
        closedHere.set(close.alias, close.wall);
        closes.push(close);
      } else {
        from.unusable += 1;
      }
    }
  }
  return {
    messages: [...messages.values()].toSorted((one, other) => one.latestWall - other.latestWall),
    incidents: [...incidents.values()],
    closes,
  };
}

/** The closes that a living process has made, or is about to make. */
export function closesIn(live: Leftover['live']): readonly FoundClose[] {
  return [...live].flatMap(([key, found]) => {
    if (isClose(key, found)) return [{ alias: key.slice(CLOSED.length), wall: found.closedWall }];
    const record = key.startsWith(MESSAGE) ? readMessageRecord(found) : undefined;
    return record?.message.type === 'close' ? [{ alias: record.message.alias, wall: record.acceptedWall }] : [];
  });
}

function isClose(key: string, found: object): found is CloseRecord {
  return (
    key.startsWith(CLOSED) && isAlias(key.slice(CLOSED.length)) && 'closedWall' in found && isWallTime(found.closedWall)
  );
}
