import type { Responder } from '../../rules/alert-shape.js';
import { LIMITS } from '../../platforms/opsgenie/limits.js';
import { PayloadReader, type Reading } from './payload-reader.js';
import type { ReceivedRequest } from '../http/received-request.js';
import type { AlertAction, AlertCreation, SandboxAlert } from '../register/sandbox-alert.js';

/*
 * Validation of each write. Values over a limit are refused, including details over 8,000 characters, which the platform is reported to
 * cut silently: a test server must not hide what production would lose.
 */

const RESPONDER_TYPES: readonly Responder['type'][] = ['team', 'user', 'escalation', 'schedule'];
const VIEWER_TYPES: readonly Responder['type'][] = ['team', 'user'];

/** The body of a create. */
export function readCreation({ body }: ReceivedRequest): Reading<AlertCreation> {
  const reader = new PayloadReader(body);
  return reader.result({
    message: reader.requiredText('message', LIMITS.message),
    alias: reader.text('alias', LIMITS.alias),
    description: reader.text('description', LIMITS.description),
    priority: reader.priority('priority'),
    tags: reader.texts('tags', LIMITS.tags),
    details: reader.details('details', LIMITS.details),
    responders: reader.people('responders', LIMITS.responders, RESPONDER_TYPES),
    visibleTo: reader.people('visibleTo', LIMITS.visibleTo, VIEWER_TYPES),
    actions: reader.texts('actions', LIMITS.actions),
    entity: reader.text('entity', LIMITS.entity),
    ...actionFields(reader),
  });
}

/** The body of acknowledge, unacknowledge and close; it may be absent. */
export function readAction({ body }: ReceivedRequest): Reading<AlertAction> {
  const reader = new PayloadReader(body);
  return reader.result(actionFields(reader));
}

/** The query of a delete, which has no body. */
export function readQueryAction({ query }: ReceivedRequest): Reading<AlertAction> {
  const reader = new PayloadReader(query);
  return reader.result(actionFields(reader));
}

/** The body of a new note. */
export function readNote({ body }: ReceivedRequest): Reading<AlertAction & { readonly note: string }> {
  const reader = new PayloadReader(body);
  return reader.result({ ...actionFields(reader), note: reader.requiredText('note', LIMITS.note) });
}

/** The body of snooze. */
export function readSnooze({ body, at }: ReceivedRequest): Reading<AlertAction & { readonly endTime: Date }> {
  const reader = new PayloadReader(body);
  return reader.result({ ...actionFields(reader), endTime: reader.futureDate('endTime', at) });
}

/** The body of new tags. */
export function readTags({ body }: ReceivedRequest): Reading<AlertAction & { readonly tags: readonly string[] }> {
  const reader = new PayloadReader(body);
  return reader.result({
    ...actionFields(reader),
    tags: reader.require('tags', reader.texts('tags', LIMITS.tags), []),
  });
}

/** The body of new details. */
export function readDetails({
  body,
}: ReceivedRequest): Reading<AlertAction & { readonly details: Readonly<Record<string, string>> }> {
  const reader = new PayloadReader(body);
  return reader.result({
    ...actionFields(reader),
    details: reader.require('details', reader.details('details', LIMITS.details), {}),
  });
}

/** The query of a removal of tags (`tags=a,b`) or details (`keys=a,b`). */
export function readRemoval(field: 'tags' | 'keys') {
  return ({ query }: ReceivedRequest): Reading<AlertAction & { readonly names: readonly string[] }> => {
    const reader = new PayloadReader(query);
    const names = reader.require(field, query[field], '').split(',');
    return reader.result({ ...actionFields(reader), names: names.map((name) => name.trim()) });
  };
}

/** The body that replaces the message. */
export function readMessage({ body }: ReceivedRequest): Reading<Pick<SandboxAlert, 'message'>> {
  const reader = new PayloadReader(body);
  return reader.result({ message: reader.requiredText('message', LIMITS.message) });
}

/** The body that replaces the description. */
export function readDescription({ body }: ReceivedRequest): Reading<Pick<SandboxAlert, 'description'>> {
  const reader = new PayloadReader(body);
  return reader.result({ description: reader.requiredText('description', LIMITS.description) });
}

/** The body that replaces the priority. */
export function readPriority({ body }: ReceivedRequest): Reading<Pick<SandboxAlert, 'priority'>> {
  const reader = new PayloadReader(body);
  return reader.result({ priority: reader.require('priority', reader.priority('priority'), 'P3') });
}

function actionFields(reader: PayloadReader): AlertAction {
  return {
    user: reader.text('user', LIMITS.user),
    source: reader.text('source', LIMITS.source),
    note: reader.text('note', LIMITS.note),
  };
}
