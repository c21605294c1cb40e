import { element } from './dom.js';
import { clockTime } from './times.js';

/** What most phones show of a message before they cut it. */
const VISIBLE = 60;

/** An alert as the person on call sees it first, on the lock screen at night. */
export function lockScreen({ message, priority, createdAt }) {
  const characters = [...message];
  const isCut = characters.length > VISIBLE;
  const text = isCut ? `${characters.slice(0, VISIBLE).join('')}…` : message;
  const caption = isCut
    ? `The first ${VISIBLE} of ${characters.length} characters are all that a lock screen shows.`
    : `All ${characters.length} characters fit on a lock screen.`;
  return element(
    'figure',
    { class: 'phone' },
    element(
      'div',
      { class: 'screen' },
      element('p', { class: 'clock', 'aria-hidden': 'true' }, clockTime(createdAt).slice(-8, -3)),
      element(
        'div',
        { class: 'notification' },
        element('p', { class: 'app' }, element('span', {}, `${priority} alert`), element('span', {}, 'now')),
        element('p', { class: 'preview' }, text),
      ),
    ),
    element('figcaption', {}, caption),
  );
}
