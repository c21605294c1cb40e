import { showAlertDetail } from './alert-detail.js';
import { showAlertList } from './alert-list.js';
import { announce } from './announcer.js';
import { byId } from './dom.js';
import { showFault, watchFaults } from './faults.js';
import { refreshHeartbeats, showHeartbeats } from './heartbeat-list.js';
import { watchPerson } from './person.js';
import { showPlot } from './plot.js';
import { showRequests } from './request-list.js';
import { state, take } from './store.js';
import { refreshAges } from './times.js';

const VIEWS = ['alerts', 'requests', 'heartbeats'];

/** `#/alerts/<id>`, `#/requests`, `#/heartbeats`. */
function route() {
  const [, view = '', id] = /^#\/(\w+)(?:\/([\w-]+))?$/.exec(location.hash) ?? [];
  return { view: VIEWS.includes(view) ? view : 'alerts', id };
}

function show() {
  const { view, id } = route();
  for (const part of document.querySelectorAll('main > [data-view]')) part.hidden = part.dataset.view !== view;
  for (const link of document.querySelectorAll('nav [data-view]')) {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  showAlertList(id);
  showAlertDetail(view === 'alerts' ? state.alerts.get(id) : undefined);
  showRequests();
  showHeartbeats();
  showFault();
  showPlot();
}

function connect() {
  const stream = new EventSource('/inbox/events');
  stream.addEventListener('open', () => setConnection('live', 'Live'));
  stream.addEventListener('error', () => setConnection('lost', 'The sandbox does not answer. Trying again …'));
  stream.addEventListener('message', ({ data }) => {
    const changes = take(JSON.parse(data));
    show();
    announce(changes);
  });
}

function setConnection(kind, text) {
  byId('connection').dataset.state = kind;
  byId('connection').textContent = text;
}

addEventListener('hashchange', () => {
  show();
  byId('action-problem').textContent = '';
  // On a phone the alert takes the place of the list.
  if (route().id !== undefined && matchMedia('(max-width: 52rem)').matches) byId('detail').focus();
});
byId('search').addEventListener('input', show);
watchFaults();
watchPerson(() => route().id);
setInterval(() => {
  refreshAges();
  refreshHeartbeats();
}, 1_000);
show();
connect();
