import { answerText, type PlatformAnswer } from './platform-answer.js';

/** The platform's answer to an account's key: only the key of an integration may create, acknowledge, close and annotate. */
const ACCOUNT_KEY = 40301;

/**
 * Advice for a refused API key; `undefined` if the response is not such a refusal.
 *
 * 401 means a wrong key, a key of another region or a disabled integration; a key that is not a UUID gets a 422.
 */
export function refusedKeyAdvice(status: number, answer: PlatformAnswer): string | undefined {
  if (status === 401) {
    return (
      'Check that `apiKey` is the key of an API integration, that the integration is enabled, and that it belongs to `platform`: ' +
      "'opsgenie', 'opsgenie-eu' and 'jsm' each have their own keys."
    );
  }
  if (status === 403) {
    return answer.code === ACCOUNT_KEY || /api integration/i.test(answerText(answer))
      ? 'This is a key of the account ("API key management"), which may not create or close alerts. Add an integration of the type "API" to a team and use its key.'
      : 'The integration may not do this. Give it the right to create and update alerts, or use the key of another integration.';
  }
  if (status === 422 && /key format/i.test(answerText(answer))) {
    return 'The key is malformed: it must look like 01234567-89ab-cdef-0123-456789abcdef. Check for quotes, spaces or a missing part.';
  }
  return undefined;
}
