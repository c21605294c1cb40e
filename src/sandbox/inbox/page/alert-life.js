import { element } from './dom.js';
import { clockTime } from './times.js';

const WORDS = {
  opened: 'Raised',
  deduplicated: 'Raised again',
  acknowledged: 'Acknowledged',
  unacknowledged: 'Acknowledgement removed',
  snoozed: 'Snoozed',
  noted: 'Note',
  updated: 'Changed',
  closed: 'Closed',
};

/** What happened to an alert, the oldest event first. */
export function lifeOf({ life }) {
  return element('ol', { class: 'life' }, ...life.map(event));
}

function event({ change, at, by, note, times }) {
  const word = times > 1 ? `${WORDS[change]} ${times} times, the last time at` : WORDS[change];
  return element(
    'li',
    { class: change },
    element('span', { class: 'what' }, word),
    ' ',
    element('time', { datetime: at }, clockTime(at)),
    ...(by === '' ? [] : [element('span', { class: 'by' }, ` by ${by}`)]),
    ...(note === undefined ? [] : [element('p', { class: 'text' }, note)]),
  );
}
