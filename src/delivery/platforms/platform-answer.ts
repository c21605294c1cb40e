/** An objection of the platform, with the field that it is about where it names one. */
export interface AnswerError {
  readonly field?: string | undefined;
  readonly reason: string;
}

/** What a body says, whichever of the platforms' forms it has. */
export interface PlatformAnswer {
  /** Whether it is JSON, as every answer of the platforms is. A login page or the page of a proxy is not. */
  readonly isJson: boolean;
  readonly message?: string | undefined;
  readonly code?: number | undefined;
  readonly requestId?: string | undefined;
  readonly errors: readonly AnswerError[];
}

/** Enough to recognise a proxy's error page by, and short enough for a line in a log. */
const LONGEST_EXCERPT = 300;

/**
 * Reads the body of an answer: Opsgenie's `{ message, code, requestId, errors: { field: reason } }`, the same with a list of
 * `{ title, detail, code }` as Jira Service Management sends it, HTML of something in between, or nothing.
 */
export function parseAnswer(body: string): PlatformAnswer {
  const fields = parseObject(body);
  if (fields === undefined) {
    const excerpt = plainText(body);
    return { isJson: false, message: excerpt === '' ? undefined : excerpt, errors: [] };
  }
  const errors = parseErrors(fields['errors']);
  return {
    isJson: true,
    message: text(fields['message']),
    code: integer(fields['code']) ?? errors.find((error) => error.code !== undefined)?.code,
    requestId: text(fields['requestId']),
    errors: errors.map(({ field, reason }) => ({ field, reason })),
  };
}

/** The answer in one sentence, for people. */
export function answerText(answer: PlatformAnswer): string {
  const errors = answer.errors.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`));
  return excerptOf([answer.message, ...errors].filter((part) => part !== undefined).join(' '));
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

/** Whether a value is an object with named members. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseErrors(errors: unknown): readonly (AnswerError & { readonly code?: number | undefined })[] {
  if (Array.isArray(errors)) return errors.map(listedError);
  if (!isRecord(errors)) return [];
  // Keys with stray spaces have been seen on Jira Service Management.
  return Object.entries(errors).map(([field, reason]) => ({ field: field.trim(), reason: text(reason) ?? 'invalid' }));
}

function listedError(error: unknown): AnswerError & { readonly code?: number | undefined } {
  if (!isRecord(error)) return { reason: text(error) ?? 'invalid' };
  const parts = [text(error['title']), text(error['detail']), text(error['message'])];
  const reason = parts.filter((part) => part !== undefined).join(': ');
  return { field: text(error['field']), reason: reason === '' ? 'invalid' : reason, code: integer(error['code']) };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined;
}

function plainText(body: string): string {
  const withoutTags = body.replace(/<(script|style)[^]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ');
  return excerptOf(withoutTags.replace(/\s+/g, ' ').trim());
}

function excerptOf(sentence: string): string {
  return sentence.length <= LONGEST_EXCERPT ? sentence : `${sentence.slice(0, LONGEST_EXCERPT - 1)}…`;
}
