import { readQuery } from './alert-query.js';
import { listedAlert, wholeAlert } from './alert-view.js';
import { type Answer, failure, found, unprocessable } from '../http/answer.js';
import { type Call, type Endpoint, readIdentifier } from './endpoint.js';
import { cutPage, pageLinks, readPage } from './page.js';
import type { SandboxAlert } from '../register/sandbox-alert.js';

/** The status of a write; 404 until it has been processed. */
export const getRequestStatus: Endpoint = ({ parameters, state }) => {
  const status = state.statuses.get(parameters['requestId'] ?? '');
  if (status !== undefined) return found(status);
  return {
    ...failure(404, 'Request not found. It might not be processed, yet.'),
    headers: { 'X-Opsgenie-Errortype': 'RequestNotProcessed' },
  };
};

/** One alert. */
export const getAlert: Endpoint = (call) => withAlert(call, (alert) => found(wholeAlert(alert)));

/** A page of the notes of one alert, the newest first by default. */
export const listNotes: Endpoint = (call) =>
  withAlert(call, ({ notes }) => {
    const page = readPage(call.request.query);
    if ('errors' in page) return unprocessable(page.errors);
    const shown = cutPage(notes, page).map((note, index) => ({ ...note, offset: String(page.offset + index) }));
    return found(shown, { paging: pageLinks(call.request, page, notes.length) });
  });

/** A page of the alerts that match a query, the newest first by default. */
export const listAlerts: Endpoint = (call) =>
  withSearch(call, (alerts) => {
    const page = readPage(call.request.query);
    if ('errors' in page) return unprocessable(page.errors);
    const { sort = 'createdAt' } = call.request.query;
    if (sort !== 'createdAt' && sort !== 'updatedAt' && sort !== 'lastOccurredAt') {
      return unprocessable({ sort: 'should be one of [ createdAt, updatedAt, lastOccurredAt ] in the sandbox' });
    }
    const sorted = alerts.toSorted((one, other) => one[sort].getTime() - other[sort].getTime());
    return found(cutPage(sorted, page).map(listedAlert), { paging: pageLinks(call.request, page, alerts.length) });
  });

/** The number of alerts that match a query. */
export const countAlerts: Endpoint = (call) => withSearch(call, ({ length }) => found({ count: length }));

function withAlert(call: Call, answer: (alert: SandboxAlert) => Answer): Answer {
  const identifier = readIdentifier(call);
  if ('errors' in identifier) return unprocessable(identifier.errors);
  const alert = call.state.register.find(identifier);
  return alert === undefined ? failure(404, 'Alert does not exist') : answer(alert);
}

function withSearch({ request, state }: Call, answer: (alerts: readonly SandboxAlert[]) => Answer): Answer {
  const { query = '', searchIdentifier } = request.query;
  if (searchIdentifier !== undefined) return unprocessable({ searchIdentifier: 'The sandbox has no saved searches' });
  const matches = readQuery(query);
  if (typeof matches === 'string') return unprocessable({ query: matches });
  return answer(state.register.alerts.filter(matches));
}
