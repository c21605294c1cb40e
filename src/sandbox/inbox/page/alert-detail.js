import { byId, element } from './dom.js';
import { lifeOf } from './alert-life.js';
import { lockScreen } from './lock-screen.js';
import { nameOf, stateOf } from './store.js';
import { age } from './times.js';

let shownSignature = '';

/** Shows one alert, or asks to choose one. */
export function showAlertDetail(alert) {
  document.body.dataset.selected = String(alert !== undefined);
  byId('detail').hidden = alert === undefined;
  byId('no-detail').hidden = alert !== undefined;
  const signature = alert === undefined ? '' : JSON.stringify(alert);
  if (signature === shownSignature) return;
  shownSignature = signature;
  if (alert === undefined) return;
  showButtons(alert);
  byId('detail-head').replaceChildren(...head(alert));
  byId('detail-body').replaceChildren(...body(alert));
}

function showButtons(alert) {
  const isClosed = alert.status === 'closed';
  for (const button of byId('actions').querySelectorAll('button')) {
    if (button.dataset.action.endsWith('acknowledge')) {
      button.dataset.action = alert.acknowledged ? 'unacknowledge' : 'acknowledge';
      button.textContent = alert.acknowledged ? 'Unacknowledge' : 'Acknowledge';
    }
    button.disabled = isClosed && button.dataset.action !== 'note';
  }
}

function head(alert) {
  const shown = stateOf(alert);
  const until = alert.snoozed ? [`until ${new Date(alert.snoozedUntil).toLocaleTimeString()}`] : [];
  return [
    element(
      'p',
      { class: 'line facts' },
      element('span', { class: `priority ${alert.priority}` }, alert.priority),
      element('span', { class: `state ${shown}` }, shown),
      ...until,
      element('span', {}, `#${alert.tinyId}`),
      age(alert.createdAt, 'raised '),
      ...(alert.count > 1 ? [element('span', {}, `${alert.count} times`), age(alert.lastOccurredAt, 'last ')] : []),
    ),
    element('h2', { id: 'detail-message' }, alert.message),
  ];
}

function body(alert) {
  return [
    element('div', { class: 'columns' }, lockScreen(alert), section('What happened to it', lifeOf(alert))),
    section(
      'Description',
      alert.description === ''
        ? empty('It has none.')
        : element('p', { class: 'text' }, ...withLinks(alert.description)),
    ),
    section('Details', definitions(Object.entries(alert.details))),
    section(
      'Fields',
      definitions(
        [
          ['alias', alert.alias],
          ['tags', alert.tags.join(', ')],
          ['responders', alert.responders.map(nameOf).join(', ')],
          ['visible to', alert.visibleTo.map(nameOf).join(', ')],
          ['actions', alert.actions.join(', ')],
          ['entity', alert.entity],
          ['source', alert.source],
          ['user', alert.user],
        ].filter(([, value]) => value !== ''),
      ),
    ),
  ];
}

function section(title, content) {
  return element('section', {}, element('h3', {}, title), content);
}

function empty(text) {
  return element('p', { class: 'empty' }, text);
}

function definitions(entries) {
  if (entries.length === 0) return empty('It has none.');
  const rows = entries.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, ...withLinks(value))),
  );
  return element('dl', {}, ...rows);
}

/** Web addresses become links, and nothing else does: `javascript:` and `data:` stay text. */
function withLinks(text) {
  return text.split(/(https?:\/\/[^\s<>"'‹›]+)/).map((part, index) => {
    if (index % 2 === 0 || !URL.canParse(part)) return part;
    return element('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part);
  });
}
