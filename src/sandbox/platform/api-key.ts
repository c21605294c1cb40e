import { type Answer, failure } from '../http/answer.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a key has the form of the platform's keys. */
export function isApiKey(key: string): boolean {
  return UUID.test(key);
}

/**
 * Checks the `Authorization` header as the platform does: no `GenieKey` at all is a 401, one that is not UUID-shaped a 422, and
 * another key than the expected one a 401.
 *
 * @param expected the only key that is let in; every well-formed key, when there is none
 * @returns the refusal, or `undefined` for a good key
 */
export function refuseKey(authorization: string | undefined, expected: string | undefined): Answer | undefined {
  const key = /^GenieKey (.+)$/.exec(authorization ?? '')?.[1];
  if (key === undefined) return failure(401);
  if (!isApiKey(key)) return { status: 422, body: { message: 'Key format is not valid!', took: 0, requestId: '' } };
  return expected === undefined || key === expected ? undefined : failure(401);
}
