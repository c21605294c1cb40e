import { byId, element, showItems } from './dom.js';
import { nameOf, search, sorted, state, stateOf } from './store.js';
import { age } from './times.js';

/** Shows the alerts that match the search. */
export function showAlertList(selectedId) {
  const text = byId('search').value;
  const all = [...state.alerts.values()];
  const found = sorted(search(all, text));
  showItems(byId('alert-list'), found, {
    key: ({ id }) => id,
    signature: (alert) => `${alert.id === selectedId} ${alert.updatedAt} ${alert.count} ${stateOf(alert)}`,
    render: (alert) => listItem(alert, alert.id === selectedId),
  });
  const open = all.filter(({ status }) => status === 'open').length;
  byId('count-open').textContent = String(open);
  byId('no-alerts').hidden = all.length > 0;
  const summary = text.trim() === '' ? '' : `${found.length} of ${all.length} alerts`;
  if (byId('found').textContent !== summary) byId('found').textContent = summary;
  document.title = open === 0 ? 'Alert inbox' : `(${open}) Alert inbox`;
}

function listItem(alert, isSelected) {
  const shown = stateOf(alert);
  const count =
    alert.count > 1 ? [element('span', { class: 'count', title: 'How often it was raised' }, `×${alert.count}`)] : [];
  const tags = alert.tags.slice(0, 4).map((tag) => element('span', { class: 'tag' }, tag));
  const people = alert.responders.slice(0, 2).map((responder) => element('span', { class: 'who' }, nameOf(responder)));
  return element(
    'li',
    { class: `alert ${shown}` },
    element(
      'a',
      { href: `#/alerts/${alert.id}`, 'aria-current': isSelected ? 'true' : undefined },
      element(
        'span',
        { class: 'line' },
        element('span', { class: `priority ${alert.priority}` }, alert.priority),
        element('span', { class: 'message' }, alert.message),
        ...count,
      ),
      element(
        'span',
        { class: 'line facts' },
        element('span', { class: `state ${shown}` }, shown),
        age(alert.createdAt),
        ...people,
        ...tags,
      ),
    ),
  );
}
