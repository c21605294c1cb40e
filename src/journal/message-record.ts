import type { AlertActionPayload, CreateAlertPayload, Message } from '../alerts/message.js';
import { isWallTime } from '../time/wall-time.js';
import { PRIORITIES, type Priority } from '../text/priority.js';
import { isAlias } from '../text/alias.js';
import { isRecord } from '../text/guarded-read.js';

/** An accepted message, as stored in the journal. */
export interface MessageRecord {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedWall: number;
  /** Its current form: the priority may have been raised since. */
  readonly message: Message;
  /** Whether `onDelayed` was called for it. */
  readonly isDelayReported: boolean;
}

type Test = (value: unknown) => boolean;

const isPriority: Test = (value) => PRIORITIES.includes(value as Priority);
const isText: Test = (value) => typeof value === 'string';
const isTexts: Test = (value) => Array.isArray(value) && value.every(isText);
const isNamedTexts: Test = (value) => isRecord(value) && Object.values(value).every(isText);
const isResponders: Test = (value) => Array.isArray(value) && value.every(isNamedTexts);

const CREATE = {
  message: isText,
  alias: isAlias,
  priority: isPriority,
  description: optional(isText),
  responders: optional(isResponders),
  visibleTo: optional(isResponders),
  actions: optional(isTexts),
  tags: optional(isTexts),
  details: optional(isNamedTexts),
  entity: optional(isText),
  source: optional(isText),
  user: optional(isText),
  note: optional(isText),
} satisfies Record<keyof CreateAlertPayload, Test>;
const ACTION = {
  user: optional(isText),
  source: optional(isText),
  note: optional(isText),
} satisfies Record<keyof AlertActionPayload, Test>;

/** The checks of each kind of payload. */
const PAYLOADS: ReadonlyMap<unknown, Readonly<Record<string, Test>>> = new Map(
  Object.entries({
    create: CREATE,
    close: ACTION,
    acknowledge: ACTION,
    note: { ...ACTION, note: isText },
  } satisfies Record<Message['type'], Record<string, Test>>),
);

/**
 * Reads a record, which may have been edited by hand or written by an older version of this package.
 *
 * @returns `undefined` if it is not a message that can be sent
 */
export function readMessageRecord(found: object): MessageRecord | undefined {
  const { acceptedWall, message, isDelayReported }: Record<string, unknown> = { ...found };
  if (!isWallTime(acceptedWall) || !isMessage(message)) return undefined;
  return { acceptedWall, message, isDelayReported: isDelayReported === true };
}

function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  const { type, alias, priority, payload, target } = value;
  const tests = PAYLOADS.get(type);
  if (!isAlias(alias) || !isPriority(priority) || tests === undefined || !isRecord(payload)) return false;
  if (target !== undefined && !isText(target)) return false;
  return Object.entries(tests).every(([name, test]) => test(payload[name]));
}

function optional(test: Test): Test {
  return (value) => value === undefined || test(value);
}
