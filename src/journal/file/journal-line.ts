/** A change of the journal: a record under its key, or, without one, the end of the record that had this key. */
export interface JournalChange {
  readonly key: string;
  readonly record?: object;
}

/** A change as text, and its key. */
export interface WrittenChange {
  readonly key: string;
  readonly text: string;
}

/** One change as text. */
export function writeChange(change: JournalChange): string {
  return JSON.stringify(change);
}

/** Changes that hold together: a line is read whole or not at all. */
export function joinLine(changes: readonly string[]): string {
  return `[${changes.join(',')}]\n`;
}

/** Reads a line. @returns `undefined` for what is not a line of a journal */
export function parseLine(line: Buffer): readonly JournalChange[] | undefined {
  if (isTooDeep(line)) return undefined;
  let changes: unknown;
  try {
    changes = JSON.parse(line.toString('utf8'));
  } catch {
    return undefined;
  }
  return Array.isArray(changes) && changes.every(isChange) ? changes : undefined;
}

/** The responders of an alert lie six levels deep, and nothing lies deeper. */
const DEEPEST = 10;
const BRACKETS: ReadonlyMap<number | undefined, number> = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Looked at before it is parsed: what is nested deeply takes long to parse, and overflows the stack of whatever walks it. */
function isTooDeep(line: Buffer): boolean {
  let depth = 0;
  let isText = false;
  for (let index = 0; index < line.length; index++) {
    const byte = line[index];
    if (byte === QUOTE) isText = !isText;
    else if (isText) index += byte === BACKSLASH ? 1 : 0;
    else depth += BRACKETS.get(byte) ?? 0;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function isChange(value: unknown): value is JournalChange {
  if (typeof value !== 'object' || value === null || !('key' in value) || typeof value.key !== 'string') return false;
  return !('record' in value) || (typeof value.record === 'object' && value.record !== null);
}
