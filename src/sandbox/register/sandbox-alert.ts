import type { Priority } from '../../text/priority.js';
import type { Responder } from '../../rules/alert-shape.js';

/** A note on an alert. */
export interface SandboxNote {
  readonly note: string;
  /** The author: the `user` of the request, or an empty string. */
  readonly owner: string;
  readonly createdAt: Date;
}

/** A snapshot of an alert. Immutable: a later state is another object with the same `id`. */
export interface SandboxAlert {
  readonly id: string;
  /** The short number that people use: `'1'`, `'2'`, … in the order of creation. */
  readonly tinyId: string;
  /** The deduplication key; the `id` if none was given. */
  readonly alias: string;
  readonly message: string;
  readonly description: string;
  readonly status: 'open' | 'closed';
  readonly acknowledged: boolean;
  readonly snoozed: boolean;
  readonly snoozedUntil?: Date | undefined;
  /** How often it was created while open. It stops at 100. */
  readonly count: number;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly responders: readonly Responder[];
  readonly visibleTo: readonly Responder[];
  readonly actions: readonly string[];
  readonly entity: string;
  readonly source: string;
  readonly user: string;
  /** The oldest first; the newest 1,000. */
  readonly notes: readonly SandboxNote[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When it was created for the last time, repeats included. */
  readonly lastOccurredAt: Date;
  readonly acknowledgedAt?: Date | undefined;
  readonly acknowledgedBy?: string | undefined;
  readonly closedAt?: Date | undefined;
  readonly closedBy?: string | undefined;
  /** The `target` that it was raised with; known only to `RecordingOpsgenieService`, because a platform sees nothing but the key. */
  readonly target?: string | undefined;
}

/** The content of a create; only the message is required. */
export type AlertCreation = { readonly message: string } & {
  readonly [
    Field in
      | 'alias'
      | 'description'
      | 'priority'
      | 'tags'
      | 'details'
      | 'responders'
      | 'visibleTo'
      | 'actions'
      | 'entity'
      | 'source'
      | 'user'
  ]?: SandboxAlert[Field] | undefined;
} & { readonly note?: string | undefined; readonly target?: string | undefined };

/** Optional fields of every other write: its author and a note. */
export interface AlertAction {
  readonly user?: string | undefined;
  readonly source?: string | undefined;
  readonly note?: string | undefined;
}

/** How a request identifies an alert. An alias finds open alerts only. */
export interface AlertIdentifier {
  readonly type: 'id' | 'alias' | 'tiny';
  readonly value: string;
}

/** Changes of an alert. `deduplicated`: a create matched an open alert with its alias. */
export type AlertChange =
  | 'opened'
  | 'deduplicated'
  | 'acknowledged'
  | 'unacknowledged'
  | 'snoozed'
  | 'noted'
  | 'updated'
  | 'closed'
  | 'deleted';

/** The result of a write: the change and the alert after it, or why it was refused. */
export type AlertResult =
  | { readonly change: AlertChange; readonly alert: SandboxAlert }
  | { readonly refused: string; readonly alert?: SandboxAlert };
