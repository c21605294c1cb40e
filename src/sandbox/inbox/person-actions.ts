import { LIMITS } from '../../platforms/opsgenie/limits.js';
import { isRecord } from '../../text/guarded-read.js';
import type { InboxSource } from './inbox-source.js';

/** How the page calls the person who uses it. */
const PERSON = 'You';

/** A day: longer than anyone snoozes an alert to try it. */
const LONGEST_SNOOZE = 24 * 60;

/**
 * Carries out what a person does on the page.
 *
 * @param given the body of the request
 * @returns why it is refused, or `undefined`
 */
export function actAsPerson(given: unknown, source: InboxSource): string | undefined {
  if (!isRecord(given)) return 'The body should be a JSON object';
  const { id, action, note, minutes } = given;
  if (typeof id !== 'string') return 'id should be the id of an alert';
  const identifier = { type: 'id', value: id } as const;
  const text = typeof note === 'string' && note.trim() !== '' ? note.trim().slice(0, LIMITS.note) : undefined;
  const by = { user: PERSON, note: text };
  const result = source.act((register) => {
    switch (action) {
      case 'acknowledge':
        return register.acknowledge(identifier, by);
      case 'unacknowledge':
        return register.unacknowledge(identifier, by);
      case 'close':
        return register.close(identifier, by);
      case 'note':
        return text === undefined
          ? { refused: 'The note is empty' }
          : register.addNote(identifier, { ...by, note: text });
      case 'snooze': {
        if (typeof minutes !== 'number' || !(minutes > 0 && minutes <= LONGEST_SNOOZE)) {
          return { refused: `minutes should be a number up to ${LONGEST_SNOOZE}` };
        }
        return register.snooze(identifier, new Date(source.clock.wall() + minutes * 60_000), by);
      }
      default:
        return { refused: 'The page knows the actions acknowledge, unacknowledge, close, note and snooze' };
    }
  });
  return 'refused' in result ? result.refused : undefined;
}
