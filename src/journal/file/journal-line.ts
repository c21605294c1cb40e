/** A change of the journal: stores a record under its key; without a record, removes the one with this key. */
interface JournalChange {
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

/** Atomic changes: a line is read as a whole or not at all. */
export function joinLine(changes: readonly string[]): string {
  return `[${changes.join(',')}]\n`;
}

/** Reads a line. @returns `undefined` if it is not a valid journal line */
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

/** The deepest value, a responder of an alert, is at level six. */
const DEEPEST = 10;
const BRACKETS: ReadonlyMap<number | undefined, number> = new Map([
  [0x5b, 1],
  [0x7b, 1],
  [0x5d, -1],
  [0x7d, -1],
]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Checked before parsing: deeply nested JSON takes long to parse, and walking it would overflow the stack. */
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
