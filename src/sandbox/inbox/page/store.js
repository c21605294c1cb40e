import { setTime } from './times.js';

/** As many as the sandbox sends at the beginning. */
const MOST_REQUESTS = 300;
const MOST_ALERTS = 600;

/** What the page knows of the sandbox. */
export const state = {
  /** @type {Map<string, any>} by id */
  alerts: new Map(),
  /** Newest first. */
  requests: [],
  heartbeats: [],
  fault: 'none',
  activity: { buckets: [] },
};

/** Takes a message of the sandbox. @returns the alerts that are new or changed, with their former state */
export function take(message) {
  setTime(message.now);
  state.fault = message.fault;
  state.heartbeats = message.heartbeats;
  state.activity = message.activity;
  if (message.whole) {
    state.alerts.clear();
    state.requests = [];
  }
  const changes = (message.alerts ?? []).map((alert) => ({ alert, before: state.alerts.get(alert.id) }));
  for (const { alert } of changes) state.alerts.set(alert.id, alert);
  for (const id of message.removed ?? []) state.alerts.delete(id);
  forgetOldest();
  state.requests = [...(message.requests ?? []).toReversed(), ...state.requests].slice(0, MOST_REQUESTS);
  return message.whole ? [] : changes;
}

function forgetOldest() {
  if (state.alerts.size <= MOST_ALERTS) return;
  const byUse = sorted([...state.alerts.values()]);
  for (const alert of byUse.slice(MOST_ALERTS)) state.alerts.delete(alert.id);
}

/** Open alerts first, by priority and then the latest; closed ones by when they were closed. */
export function sorted(alerts) {
  return alerts.toSorted(
    (one, other) =>
      Number(one.status === 'closed') - Number(other.status === 'closed') ||
      (one.status === 'closed'
        ? other.updatedAt.localeCompare(one.updatedAt)
        : one.priority.localeCompare(other.priority) || other.createdAt.localeCompare(one.createdAt)),
  );
}

/** The alerts in which all words occur. */
export function search(alerts, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return alerts;
  return alerts.filter((alert) => {
    const whole = [
      alert.message,
      alert.alias,
      alert.description,
      alert.priority,
      stateOf(alert),
      ...alert.tags,
      ...Object.values(alert.details),
      ...alert.responders.map(nameOf),
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

/** What a person on call wants to know first. */
export function stateOf(alert) {
  if (alert.status === 'closed') return 'closed';
  if (alert.snoozed) return 'snoozed';
  return alert.acknowledged ? 'acknowledged' : 'open';
}

/** A responder in a word. */
export function nameOf({ name, username, id, type }) {
  return `${name ?? username ?? id ?? ''} (${type})`;
}
