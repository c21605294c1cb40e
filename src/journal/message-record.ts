import type { AlertActionPayload, CreateAlertPayload, Message } from '../alerts/message.js';
import { isWallTime } from '../time/wall-time.js';
import { PRIORITIES, type Priority } from '../text/priority.js';
import { isAlias } from '../text/alias.js';
import { isRecord } from '../text/guarded-read.js';

/** An accepted message as it stands in the journal. */
export interface MessageRecord {
  /** When it was accepted, in milliseconds since 1970. */
  readonly acceptedWall: number;
  /** Only its priority may have risen since. */
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

/** What the payload of each kind of message must be like. */
const PAYLOADS: ReadonlyMap<unknown, Readonly<Record<string, Test>>> = new Map(
  Object.entries({
    create: CREATE,
    close: ACTION,
    acknowledge: ACTION,
    note: { ...ACTION, note: isText },
  } satisfies Record<Message['type'], Record<string, Test>>),
);

/**
 * Makes a record of something that was read; a person may have edited it, or an older version of this package wrote it.
 *
 * @returns `undefined` for what is not a message that can be sent
 */
export function readMessageRecord(found: object): MessageRecord | undefined {
  const { acceptedWall, message, isDelayReported }: Record<string, unknown> = { ...found };
  if (!isWallTime(acceptedWall) || !isMessage(message)) return undefined;
  return { acceptedWall, message, isDelayReported: isDelayReported === true };
}

function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  const { type, alias, priority, payload } = value;
  const tests = PAYLOADS.get(type);
  if (!isAlias(alias) || !isPriority(priority) || tests === undefined || !isRecord(payload)) return false;
  return Object.entries(tests).every(([name, test]) => test(payload[name]));
}

function optional(test: Test): Test {
  return (value) => value === undefined || test(value);
}
