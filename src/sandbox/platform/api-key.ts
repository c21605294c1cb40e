import { type Answer, failure } from '../http/answer.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Whether a key has the form of a platform key. */
export function isApiKey(key: string): boolean {
  return UUID.test(key);
}

/**
 * Checks the `Authorization` header like the platform: 401 without a `GenieKey`, 422 if the key is not a UUID, and 401 if it is not the
 * expected key.
 *
 * @param expected the only accepted key; if undefined, every well-formed key is accepted
 * @returns the refusal, or `undefined` if the key is accepted
 */
export function refuseKey(authorization: string | undefined, expected: string | undefined): Answer | undefined {
  const key = /^GenieKey (.+)$/.exec(authorization ?? '')?.[1];
  if (key === undefined) return failure(401);
  if (!isApiKey(key)) return { status: 422, body: { message: 'Key format is not valid!', took: 0, requestId: '' } };
  return expected === undefined || key === expected ? undefined : failure(401);
}
