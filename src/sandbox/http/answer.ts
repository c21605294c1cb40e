import { STATUS_CODES } from 'node:http';

/** An answer of the platform. An object is sent as JSON, a string unchanged. */
export interface Answer {
  readonly status: number;
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The errors of a body or query, by field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A successful read. */
export function found(data: unknown, more: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, body: { data, ...more } };
}

/** Something was created. */
export function created(data: unknown): Answer {
  return { status: 201, body: { result: 'Created', data } };
}

/** An accepted write; the request status shows whether it was processed. */
export function accepted(result = 'Request will be processed'): Answer {
  return { status: 202, body: { result } };
}

/** A readable request with invalid fields. */
export function unprocessable(errors: FieldErrors): Answer {
  return { status: 422, body: { message: MESSAGES[422], errors } };
}

/** An error in the platform's form, with the platform's text if known (Opsgenie, "Response"). */
export function failure(status: number, message: string = MESSAGES[status] ?? STATUS_CODES[status] ?? 'Error'): Answer {
  return { status, body: status === 403 ? { code: 40301, message } : { message } };
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Could not authenticate',
  403: 'To perform this action, use an API key from an API integration.',
  422: 'Request body is not processable. Please check the errors.',
  429: 'You are making too many requests! To avoid errors, we recommend you limit requests.',
};

/**
 * Adds the common fields of every answer: the request id, the duration in seconds, and on success the state of the rate limit.
 *
 * @param showsRateLimit whether the platform is known to send that state. @defaultValue `true`
 */
export function complete(answer: Answer, requestId: string, tookSeconds: number, showsRateLimit = true): Answer {
  const { status, body } = answer;
  return {
    status,
    body: typeof body === 'string' ? body : { took: tookSeconds, requestId, ...body },
    headers: {
      'X-Request-ID': requestId,
      'X-Response-Time': String(tookSeconds),
      ...(showsRateLimit && status < 300 ? WITHIN_RATE_LIMIT : {}),
      ...answer.headers,
    },
  };
}

const WITHIN_RATE_LIMIT = {
  'X-RateLimit-State': 'OK',
  'X-RateLimit-Reason': 'ACCOUNT',
  'X-RateLimit-Period-In-Sec': '60',
};
