import { accepted, type Answer, created, failure, found, unprocessable } from '../http/answer.js';
import type { ReceivedRequest } from '../http/received-request.js';
import {
  INTERVAL_UNITS,
  type ExpectedHeartbeat,
  type HeartbeatCreation,
  type HeartbeatSettings,
} from '../register/heartbeat-register.js';
import type { Call, Endpoint } from './endpoint.js';
import { PayloadReader, type Reading } from './payload-reader.js';

/** Limits of a heartbeat (Opsgenie, "Heartbeat API"). */
const LIMIT = { name: 200, description: 10_000, message: 130, tags: { count: 20, length: 50 } } as const;

const UNITS = Object.keys(INTERVAL_UNITS) as (keyof typeof INTERVAL_UNITS)[];

/** Records the ping of a heartbeat. Like the platform, it does not check that the heartbeat exists. */
export const pingHeartbeat: Endpoint = ({ request, parameters, state }) => {
  state.onPing({ name: parameters['name'] ?? '', at: request.at });
  return accepted('PONG - Heartbeat received');
};

/** Lists all heartbeats. */
export const listHeartbeats: Endpoint = ({ state }) => found({ heartbeats: state.heartbeats.all.map(view) });

/** Adds a heartbeat. */
export const addHeartbeat: Endpoint = ({ request, state }) => {
  const reading = readCreation(request);
  if ('errors' in reading) return unprocessable(reading.errors);
  const added = state.heartbeats.add(reading.payload);
  return typeof added === 'string' ? unprocessable({ name: added }) : created(view(added));
};

/** One heartbeat. */
export const getHeartbeat: Endpoint = (call) => answerWith(call, call.state.heartbeats.find(nameOf(call)), view);

/** Changes a heartbeat. */
export const updateHeartbeat: Endpoint = (call) => {
  const reading = readSettings(call.request);
  if ('errors' in reading) return unprocessable(reading.errors);
  return answerWith(call, call.state.heartbeats.update(nameOf(call), reading.payload), briefView);
};

/** Deletes a heartbeat. */
export const deleteHeartbeat: Endpoint = (call) =>
  call.state.heartbeats.delete(nameOf(call)) ? { status: 200, body: { result: 'Deleted' } } : unknown(call);

/** Expects pings of a heartbeat, or expects none for now. */
export function enableHeartbeat(enabled: boolean): Endpoint {
  return (call) => answerWith(call, call.state.heartbeats.update(nameOf(call), { enabled }), briefView);
}

function nameOf({ parameters }: Call): string {
  return parameters['name'] ?? '';
}

function answerWith(
  call: Call,
  heartbeat: ExpectedHeartbeat | undefined,
  viewOf: (heartbeat: ExpectedHeartbeat) => object,
): Answer {
  return heartbeat === undefined ? unknown(call) : found(viewOf(heartbeat));
}

function unknown(call: Call): Answer {
  return failure(404, `Heartbeat with name [${nameOf(call)}] does not exist`);
}

function view({ name, description, interval, enabled, intervalUnit, expired, lastPingTime }: ExpectedHeartbeat) {
  return { name, description, interval, enabled, intervalUnit, expired, lastPingTime };
}

function briefView({ name, enabled, expired }: ExpectedHeartbeat) {
  return { name, enabled, expired };
}

function readCreation({ body }: ReceivedRequest): Reading<HeartbeatCreation> {
  const reader = new PayloadReader(body);
  return reader.result({
    name: reader.requiredText('name', LIMIT.name),
    interval: reader.require('interval', reader.count('interval'), 1),
    intervalUnit: reader.require('intervalUnit', reader.oneOf('intervalUnit', UNITS), 'minutes'),
    enabled: reader.require('enabled', reader.flag('enabled'), true),
    description: reader.text('description', LIMIT.description),
    alertMessage: reader.text('alertMessage', LIMIT.message),
    alertTags: reader.texts('alertTags', LIMIT.tags),
    alertPriority: reader.priority('alertPriority'),
  });
}

function readSettings({ body }: ReceivedRequest): Reading<Partial<HeartbeatSettings>> {
  const reader = new PayloadReader(body);
  const settings = {
    interval: reader.count('interval'),
    intervalUnit: reader.oneOf('intervalUnit', UNITS),
    enabled: reader.flag('enabled'),
    description: reader.text('description', LIMIT.description),
  };
  return reader.result(Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)));
}
