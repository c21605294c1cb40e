import { byId, element, showItems } from './dom.js';
import { state } from './store.js';
import { age, now, span } from './times.js';

/** Shows the heartbeats with the time that is left. */
export function showHeartbeats() {
  byId('count-heartbeats').textContent = String(state.heartbeats.length);
  byId('no-heartbeats').hidden = state.heartbeats.length > 0;
  showItems(byId('heartbeat-list'), state.heartbeats, {
    key: ({ name }) => name,
    signature: (heartbeat) => `${heartbeat.lastPingAt} ${heartbeat.interval} ${heartbeat.expired}`,
    render: row,
  });
}

/** Brings the times up to date. */
export function refreshHeartbeats() {
  for (const shown of document.querySelectorAll('[data-due]')) shown.textContent = left(Number(shown.dataset.due));
}

function row({ name, lastPingAt, interval, expired }) {
  const kind = expired ? 'failed' : lastPingAt === undefined ? 'neutral' : 'accepted';
  const words = expired ? 'expired' : lastPingAt === undefined ? 'waiting' : 'alive';
  const due = interval === undefined || lastPingAt === undefined ? undefined : Date.parse(lastPingAt) + interval;
  return element(
    'li',
    { class: 'heartbeat' },
    element('span', { class: `status ${kind}` }, words),
    element('strong', { class: 'path' }, name),
    lastPingAt === undefined ? element('span', {}, 'no ping yet') : age(lastPingAt, 'last ping '),
    due === undefined
      ? element('span', { class: 'size' }, interval === undefined ? 'no interval is known' : `every ${span(interval)}`)
      : element('span', { class: 'size', 'data-due': String(due) }, left(due)),
  );
}

function left(due) {
  const time = due - now();
  return time > 0 ? `${span(time)} left` : `${span(-time)} overdue`;
}
