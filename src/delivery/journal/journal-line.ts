/** A change of the journal: a record under its key, or, without one, the end of the record that had this key. */
export interface JournalChange {
  readonly key: string;
  readonly record?: object;
}

/** What a journal file holds. */
export interface JournalContent {
  /** The records that are not ended, the oldest first. */
  readonly live: ReadonlyMap<string, object>;
  /** How many lines nobody can read; a last line that was not finished is none of them. */
  readonly damaged: number;
}

/** One change as text. */
export function writeChange(change: JournalChange): string {
  return JSON.stringify(change);
}

/** Changes that hold together: a line is read whole or not at all. */
export function joinLine(changes: readonly string[]): string {
  return `[${changes.join(',')}]\n`;
}

/** Reads all lines of a file, whatever happened to it. */
export function readLines(text: string): JournalContent {
  const live = new Map<string, object>();
  let damaged = 0;
  const lines = text.split('\n');
  // The process died while it wrote the last line: nobody was told yet that it was accepted.
  const unfinished = lines.pop() ?? '';
  for (const line of [...lines, ...(parseLine(unfinished) === undefined ? [] : [unfinished])]) {
    const changes = parseLine(line);
    if (changes === undefined) damaged += 1;
    for (const { key, record } of changes ?? []) {
      if (record === undefined) live.delete(key);
      else live.set(key, record);
    }
  }
  return { live, damaged };
}

function parseLine(line: string): readonly JournalChange[] | undefined {
  let changes: unknown;
  try {
    changes = JSON.parse(line);
  } catch {
    return undefined;
  }
  return Array.isArray(changes) && changes.every(isChange) ? changes : undefined;
}

function isChange(value: unknown): value is JournalChange {
  if (typeof value !== 'object' || value === null || !('key' in value) || typeof value.key !== 'string') return false;
  return !('record' in value) || (typeof value.record === 'object' && value.record !== null);
}
