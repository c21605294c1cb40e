import { acceptWrite, changeAlert } from './accept-write.js';
import { unprocessable } from '../http/answer.js';
import type { Endpoint } from './endpoint.js';
import {
  readAction,
  readCreation,
  readDescription,
  readDetails,
  readMessage,
  readNote,
  readPriority,
  readQueryAction,
  readRemoval,
  readSnooze,
  readTags,
} from './payload-checks.js';

/** The platform's default for `source` is the caller's address, and only this machine can call a sandbox. */
const CALLER = '127.0.0.1';

/** Creates an alert, or increases the count of the open alert with its alias. */
export const createAlert: Endpoint = (call) => {
  const reading = readCreation(call.request);
  if ('errors' in reading) return unprocessable(reading.errors);
  const { source = CALLER, ...creation } = reading.payload;
  return acceptWrite(call, 'Create', (register) => {
    const { alert, opened } = register.create({ ...creation, source });
    return { change: opened ? 'opened' : 'deduplicated', alert };
  });
};

/** Deletes an alert. */
export const deleteAlert = changeAlert('Delete', readQueryAction, (register, alert) => register.delete(alert));

/** Acknowledges an alert. */
export const acknowledgeAlert = changeAlert('Acknowledge', readAction, (register, alert, action) =>
  register.acknowledge(alert, action),
);

/** Removes the acknowledgement. */
export const unacknowledgeAlert = changeAlert('UnAcknowledge', readAction, (register, alert, action) =>
  register.unacknowledge(alert, action),
);

/** Closes an alert. */
export const closeAlert = changeAlert('Close', readAction, (register, alert, action) => register.close(alert, action));

/** Marks an alert as snoozed until `endTime`. */
export const snoozeAlert = changeAlert('Snooze', readSnooze, (register, alert, { endTime, ...action }) =>
  register.snooze(alert, endTime, action),
);

/** Adds a note. */
export const addNote = changeAlert('AddNote', readNote, (register, alert, note) => register.addNote(alert, note));

/** Adds tags. */
export const addTags = changeAlert('AddTags', readTags, (register, alert, { tags, ...action }) =>
  register.addTags(alert, tags, action),
);

/** Removes the tags named in the query. */
export const removeTags = changeAlert('RemoveTags', readRemoval('tags'), (register, alert, { names, ...action }) =>
  register.removeTags(alert, names, action),
);

/** Adds details. */
export const addDetails = changeAlert('AddDetails', readDetails, (register, alert, { details, ...action }) =>
  register.addDetails(alert, details, action),
);

/** Removes the details with the keys in the query. */
export const removeDetails = changeAlert('RemoveDetails', readRemoval('keys'), (register, alert, payload) => {
  const { names, ...action } = payload;
  return register.removeDetails(alert, names, action);
});

/** Replaces the message. */
export const updateMessage = changeAlert('UpdateMessage', readMessage, (register, alert, field) =>
  register.update(alert, field),
);

/** Replaces the description. */
export const updateDescription = changeAlert('UpdateDescription', readDescription, (register, alert, field) =>
  register.update(alert, field),
);

/** Replaces the priority. */
export const updatePriority = changeAlert('UpdatePriority', readPriority, (register, alert, field) =>
  register.update(alert, field),
);
