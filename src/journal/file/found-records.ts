import { isAlias } from '../../text/alias.js';
import { isWallTime } from '../../time/wall-time.js';
import type { Leftover } from './dead-journals.js';
import { isJournaledMessage, type JournaledMessage } from './journaled-message.js';
import type { Steps } from './steps.js';

/** How the keys of accepted messages begin. */
export const MESSAGE = 'message:';
/** How the keys of what the next process must know begin. */
export const FACT = 'fact:';

/** How the keys of closed aliases begin. */
export const CLOSED = 'closed:';

/** A file that was taken over, and how many of its records are of no use. */
export type TakenFile = Leftover & { unusable: number };

interface Found {
  readonly from: TakenFile;
  readonly key: string;
}

/** A message of an earlier process. */
export interface FoundMessage extends Found {
  readonly journaled: JournaledMessage;
  /** When the latest message up to here in its file was accepted, in milliseconds since 1970. */
  readonly latestWall: number;
}

/** Something that an earlier process wanted the next one to know. */
export interface FoundFact extends Found {
  readonly fact: object;
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
  readonly facts: readonly FoundFact[];
  readonly closes: readonly FoundClose[];
}

/** Sorts out what lies in several files, and counts in each what is of no use. */
export function* findRecords(files: readonly TakenFile[]): Steps<FoundRecords> {
  // A process that died while it took a file over left some things twice.
  const messages = new Map<string, FoundMessage>();
  const facts = new Map<string, FoundFact>();
  const closes: FoundClose[] = [];
  for (const from of files) {
    // The order within a file is certain, also where the system's clock was set back.
    let latestWall = 0;
    const closedHere = new Map<string, number>();
    for (const [key, record] of from.live) {
      yield;
      if (key.startsWith(MESSAGE) && isJournaledMessage(record)) {
        latestWall = Math.max(latestWall, record.acceptedWall);
        // What stands behind a close in its file was raised after it, also in the same millisecond.
        const wall = Math.max(latestWall, (closedHere.get(record.message.alias) ?? -1) + 1);
        const found = { from, key: key.slice(MESSAGE.length), journaled: record, latestWall: wall };
        if (!messages.has(key)) messages.set(key, found);
      } else if (isClose(key, record)) {
        const close = { alias: key.slice(CLOSED.length), wall: record.closedWall };
        closedHere.set(close.alias, close.wall);
        closes.push(close);
      } else if (key.startsWith(FACT)) {
        if (!facts.has(key)) facts.set(key, { from, key: key.slice(FACT.length), fact: record });
      } else {
        from.unusable += 1;
      }
    }
  }
  return {
    messages: [...messages.values()].toSorted((one, other) => one.latestWall - other.latestWall),
    facts: [...facts.values()],
    closes,
  };
}

/** The closes that a living process has made, or is about to make. */
export function closesIn(live: Leftover['live']): readonly FoundClose[] {
  return [...live].flatMap(([key, record]) => {
    if (isClose(key, record)) return [{ alias: key.slice(CLOSED.length), wall: record.closedWall }];
    const isWaiting = key.startsWith(MESSAGE) && isJournaledMessage(record) && record.message.type === 'close';
    return isWaiting ? [{ alias: record.message.alias, wall: record.acceptedWall }] : [];
  });
}

function isClose(key: string, record: object): record is { readonly closedWall: number } {
  return (
    key.startsWith(CLOSED) &&
    isAlias(key.slice(CLOSED.length)) &&
    'closedWall' in record &&
    isWallTime(record.closedWall)
  );
}
