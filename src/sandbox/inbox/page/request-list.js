import { byId, element, showItems } from './dom.js';
import { state } from './store.js';
import { clockTime } from './times.js';

/** Shows the requests. */
export function showRequests() {
  byId('count-requests').textContent = String(state.requests.length);
  byId('no-requests').hidden = state.requests.length > 0;
  showItems(byId('request-list'), state.requests, {
    key: ({ number }) => String(number),
    signature: ({ status }) => String(status),
    render: row,
  });
}

function row({ number, at, method, path, query, status, length }) {
  const kind = status === undefined ? 'failed' : status < 300 ? 'accepted' : status === 404 ? 'neutral' : 'failed';
  const parameters = new URLSearchParams(query).toString();
  const content = element('pre', { tabindex: '0' }, 'Loading …');
  const details = element(
    'details',
    {},
    element(
      'summary',
      {},
      element('time', { datetime: at }, clockTime(at)),
      element('span', { class: `status ${kind}` }, status === undefined ? 'no answer' : String(status)),
      element('span', { class: 'method' }, method),
      element('span', { class: 'path' }, parameters === '' ? path : `${path}?${parameters}`),
      element('span', { class: 'size' }, length === 0 ? '' : `${length} characters`),
    ),
    content,
  );
  details.addEventListener('toggle', () => void (details.open && load(number, content)));
  return element('li', {}, details);
}

async function load(number, content) {
  try {
    const response = await fetch(`/inbox/requests/${number}`);
    if (!response.ok) throw new Error('gone');
    const { headers, body } = await response.json();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    content.textContent = `${lines.join('\n')}\n\n${readable(body)}`;
  } catch {
    content.textContent = 'The sandbox does not keep it any more.';
  }
}

function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
