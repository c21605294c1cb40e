import { isAlias } from '../../text/alias.js';
import { isWallTime } from '../../time/wall-time.js';
import type { Leftover } from './dead-journals.js';
import { readIncidentRecord, type IncidentRecord } from '../incident-record.js';
import { readMessageRecord, type MessageRecord } from '../message-record.js';
import type { Steps } from './steps.js';

/** The key prefix of accepted messages. */
export const MESSAGE = 'message:';
/** The key prefix of incidents, as in earlier versions. */
export const INCIDENT = 'fact:';
/** The key prefix of closed aliases. */
export const CLOSED = 'closed:';

/** A close, as stored in the journal under its alias. */
export interface CloseRecord {
  /** Milliseconds since 1970. */
  readonly closedWall: number;
}

/** A file that was taken over, and the number of its unusable records. */
type TakenFile = Leftover & { unusable: number };

interface Found {
  readonly from: TakenFile;
}

/** A message of an earlier process. */
interface FoundMessage extends Found {
  readonly key: string;
  readonly record: MessageRecord;
  /** When the latest message up to this point of its file was accepted, in milliseconds since 1970. */
  readonly latestWall: number;
}

/** An incident of an earlier process with an open alert. */
interface FoundIncident extends Found {
  readonly record: IncidentRecord;
}

/** When an alert was closed, in milliseconds since 1970. */
interface FoundClose {
  readonly alias: string;
  readonly wall: number;
}

/** The records in the files of dead processes, without duplicates. */
interface FoundRecords {
  /** In order of acceptance. */
  readonly messages: readonly FoundMessage[];
  readonly incidents: readonly FoundIncident[];
  readonly closes: readonly FoundClose[];
}

/** Sorts the records of several files, and counts the unusable ones of each. */
export function* findRecords(files: readonly TakenFile[]): Steps<FoundRecords> {
  // A process that died during a takeover left some records twice.
  const messages = new Map<string, FoundMessage>();
  const incidents = new Map<string, FoundIncident>();
  const closes: FoundClose[] = [];
  for (const from of files) {
    // The order within a file is reliable, even if the system clock was set back.
    let latestWall = 0;
    const closedHere = new Map<string, number>();
    for (const [key, found] of from.live) {
      yield;
      const record = key.startsWith(MESSAGE) ? readMessageRecord(found) : undefined;
      const incident = key.startsWith(INCIDENT) ? readIncidentRecord(found) : undefined;
      if (record !== undefined) {
        latestWall = Math.max(latestWall, record.acceptedWall);
        // A record after a close in the same file was raised after it, even within the same millisecond.
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

/** The closes that a live process has made or has queued. */
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
