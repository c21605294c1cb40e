import { randomUUID } from 'node:crypto';
import type { AlertCreation, SandboxAlert, SandboxNote } from './sandbox-alert.js';

/** The alert that a create opens, with the platform's defaults for what was left out (Opsgenie, Alert API, "Create Alert"). */
export function newAlert(creation: AlertCreation, tinyId: string, now: Date): SandboxAlert {
  const id = randomUUID();
  return {
    id,
    tinyId,
    alias: creation.alias || id,
    message: creation.message,
    description: creation.description ?? '',
    status: 'open',
    acknowledged: false,
    snoozed: false,
    count: 1,
    priority: creation.priority ?? 'P3',
    tags: creation.tags ?? [],
    details: creation.details ?? {},
    responders: creation.responders ?? [],
    visibleTo: creation.visibleTo ?? [],
    actions: creation.actions ?? [],
    entity: creation.entity ?? '',
    source: creation.source ?? '',
    user: creation.user ?? '',
    notes: creation.note ? [newNote(creation.note, creation.user, now)] : [],
    createdAt: now,
    updatedAt: now,
    lastOccurredAt: now,
    ...(creation.target === undefined ? {} : { target: creation.target }),
  };
}

/** A note by that user, or without an author. */
export function newNote(note: string, user: string | undefined, createdAt: Date): SandboxNote {
  return { note, owner: user ?? '', createdAt };
}
