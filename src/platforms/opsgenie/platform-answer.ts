import { isRecord } from '../../text/guarded-read.js';
import { cutAt, truncate } from '../../text/text-cut.js';
import { visibleText } from '../http/visible-text.js';

/** An error reported by the platform, with its field if it names one. */
interface AnswerError {
  readonly field?: string | undefined;
  readonly reason: string;
}

/** The content of a body in any of the platforms' formats. */
export interface PlatformAnswer {
  /** Whether the platform could have sent it: JSON with its members. Otherwise an intermediary did, such as a proxy or a login page. */
  readonly isOfPlatform: boolean;
  /** The detected content type. */
  readonly form: 'json' | 'page' | 'text' | 'empty';
  readonly message?: string | undefined;
  readonly code?: number | undefined;
  readonly requestId?: string | undefined;
  readonly errors: readonly AnswerError[];
}

/** Long enough to recognise a proxy's error page, short enough for a log line. */
const LONGEST_EXCERPT = 300;

/** The start of a page identifies it. The rest is ignored: an intermediary may send anything. */
const LONGEST_PAGE = 4_096;

/** More errors than people read; the platform validates 13 fields. */
const MOST_ERRORS = 20;

/** The platform's ids are UUIDs. Anything else is unsafe in a URL. */
const REQUEST_ID = /^[\w-][\w.:-]{0,127}$/;

/**
 * Reads the body of an answer: Opsgenie's `{ message, code, requestId, errors: { field: reason } }`, the same with a list of
 * `{ title, detail, code }` as Jira Service Management sends it, HTML of an intermediary, or nothing.
 *
 * @param body - at most as long as the client reads, 64 KiB
 */
export function parseAnswer(body: string): PlatformAnswer {
  const fields = parseObject(body);
  if (fields === undefined || !isOfPlatform(fields)) {
    const excerpt = visibleText(cutAt(body, LONGEST_PAGE));
    return { isOfPlatform: false, form: formOf(body), message: excerpt === '' ? undefined : excerpt, errors: [] };
  }
  const errors = parseErrors(fields['errors']);
  return {
    isOfPlatform: true,
    form: 'json',
    message: text(fields['message']),
    code: integer(fields['code']) ?? errors.find((error) => error.code !== undefined)?.code,
    requestId: requestIdOf(fields['requestId']),
    errors: errors.map(({ field, reason }) => ({ field, reason })),
  };
}

/** The response in one sentence of at most 300 characters, for people. */
export function answerText(answer: PlatformAnswer): string {
  const errors = answer.errors.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`));
  return excerptOf([answer.message, ...errors].filter((part) => part !== undefined).join(' '));
}

/** A request id, if it is well-formed. */
export function requestIdOf(value: unknown): string | undefined {
  return typeof value === 'string' && REQUEST_ID.test(value) ? value : undefined;
}

/** Reads a JSON object; anything else is `undefined`. */
export function parseObject(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Each envelope of the platforms has one of these. `{ "error": … }` and `{ "status": … }` come from other servers. */
function isOfPlatform({ message, errors, code, requestId, took }: Readonly<Record<string, unknown>>): boolean {
  const isError = typeof message === 'string' || (typeof errors === 'object' && errors !== null);
  const isComplete = typeof took === 'number' || requestIdOf(requestId) !== undefined;
  return isError || isComplete || isCode(integer(code));
}

/** Error codes of the platforms begin with the status, e.g. 40301. Any server may send a bare 403. */
function isCode(code: number | undefined): boolean {
  return code !== undefined && code >= 40_000 && code < 60_000;
}

function formOf(body: string): PlatformAnswer['form'] {
  const start = body.slice(0, LONGEST_PAGE).trim();
  if (start === '') return 'empty';
  if (start.startsWith('<')) return 'page';
  return /^[[{]/.test(start) ? 'json' : 'text';
}

function parseErrors(errors: unknown): readonly (AnswerError & { readonly code?: number | undefined })[] {
  if (Array.isArray(errors)) return errors.slice(0, MOST_ERRORS).map(listedError);
  if (!isRecord(errors)) return [];
  // Jira Service Management has sent keys with stray spaces.
  const entries = Object.entries(errors).slice(0, MOST_ERRORS);
  return entries.map(([field, reason]) => ({ field: excerptOf(field.trim()), reason: text(reason) ?? 'invalid' }));
}

function listedError(error: unknown): AnswerError & { readonly code?: number | undefined } {
  if (!isRecord(error)) return { reason: text(error) ?? 'invalid' };
  const parts = [text(error['title']), text(error['detail']), text(error['message'])];
  const reason = parts.filter((part) => part !== undefined).join(': ');
  return { field: text(error['field']), reason: reason === '' ? 'invalid' : reason, code: integer(error['code']) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? excerptOf(value.trim()) : undefined;
}

function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.length < 10 ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

function excerptOf(sentence: string): string {
  return truncate(sentence, LONGEST_EXCERPT);
}
