import { post } from './actions.js';
import { byId } from './dom.js';
import { state } from './store.js';

const SNOOZE_MINUTES = 10;

/** Lets a person handle the shown alert by buttons and keys. @param {() => string | undefined} selectedId */
export function watchPerson(selectedId) {
  const form = byId('actions');
  form.addEventListener('click', (event) => {
    const { action } = event.target.dataset;
    if (action !== undefined && action !== 'note') void act(selectedId(), action);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void act(selectedId(), 'note');
  });
  document.addEventListener('keydown', (event) => onKey(event, selectedId));
}

async function act(id, action) {
  if (id === undefined) return;
  const note = byId('note').value;
  const problem = await post('actions', { id, action, note, minutes: SNOOZE_MINUTES });
  byId('action-problem').textContent = problem ?? '';
  if (problem === undefined) byId('note').value = '';
}

/** Single keys act only inside the alerts, so that they disturb neither typing nor a screen reader elsewhere. */
function onKey(event, selectedId) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { target, key } = event;
  if (target instanceof HTMLInputElement) {
    if (key === 'Escape') target.blur();
    return;
  }
  if (key === '/') {
    event.preventDefault();
    location.hash = '#/alerts';
    byId('search').focus();
    return;
  }
  if (!target.closest('#alert-list, #detail') && target !== document.body) return;
  if (key === 'ArrowDown' || key === 'ArrowUp') move(event, key === 'ArrowDown' ? 1 : -1);
  const alert = state.alerts.get(selectedId());
  if (key === 'a' && alert !== undefined) void act(alert.id, alert.acknowledged ? 'unacknowledge' : 'acknowledge');
  if (key === 'c' && alert !== undefined) void act(alert.id, 'close');
}

function move(event, by) {
  const links = [...byId('alert-list').querySelectorAll('a')];
  const at = links.indexOf(document.activeElement);
  if (at === -1 && document.activeElement !== document.body) return;
  event.preventDefault();
  links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}
