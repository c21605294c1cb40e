import { STATUS_CODES } from 'node:http';

/** What the platform answers. An object is sent as JSON, a text as it is. */
export interface Answer {
  readonly status: number;
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Why fields of a body or query were refused, by field. */
export type FieldErrors = Readonly<Record<string, string>>;

/** A read that found what it looked for. */
export function found(data: unknown, more: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, body: { data, ...more } };
}

/** An accepted write; the request status tells whether it was processed. */
export function accepted(result = 'Request will be processed'): Answer {
  return { status: 202, body: { result } };
}

/** A request that could be read but breaks the rules of its fields. */
export function unprocessable(errors: FieldErrors): Answer {
  return { status: 422, body: { message: MESSAGES[422], errors } };
}

/** An error in the platform's form, with the platform's own words where they are known (Opsgenie, "Response"). */
export function failure(status: number, message: string = MESSAGES[status] ?? STATUS_CODES[status] ?? 'Error'): Answer {
  return { status, body: status === 403 ? { code: 40301, message } : { message } };
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Could not authenticate',
  403: 'To perform this action, use an API key from an API integration.',
  422: 'Request body is not processable. Please check the errors.',
  429: 'You are making too many requests! To avoid errors, we recommend you limit requests.',
};

/** Adds what every answer carries: the id of the request, how many seconds it took, and on success the state of the rate limit. */
export function complete(answer: Answer, requestId: string, tookSeconds: number): Answer {
  const { status, body } = answer;
  return {
    status,
    body: typeof body === 'string' ? body : { took: tookSeconds, requestId, ...body },
    headers: {
      'X-Request-ID': requestId,
      'X-Response-Time': String(tookSeconds),
      ...(status < 300 ? WITHIN_RATE_LIMIT : {}),
      ...answer.headers,
    },
  };
}

const WITHIN_RATE_LIMIT = {
  'X-RateLimit-State': 'OK',
  'X-RateLimit-Reason': 'ACCOUNT',
  'X-RateLimit-Period-In-Sec': '60',
};
