import type { Priority } from '../../text/priority.js';
import type { Responder } from '../../rules/alert-shape.js';

/** A note on an alert. */
export interface SandboxNote {
  readonly note: string;
  /** Who wrote it: the `user` of the request, or an empty text. */
  readonly owner: string;
  readonly createdAt: Date;
}

/** An alert as the platform has it at one moment. It never changes: a later state is another object with the same `id`. */
export interface SandboxAlert {
  readonly id: string;
  /** The short number that people use: `'1'`, `'2'`, … in the order of creation. */
  readonly tinyId: string;
  /** By what a repeat is recognised; the `id`, when none was given. */
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
}

/** What a create says; only the message is required. */
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
} & { readonly note?: string | undefined };

/** What may come with every other write: who asks, and a note. */
export interface AlertAction {
  readonly user?: string | undefined;
  readonly source?: string | undefined;
  readonly note?: string | undefined;
}

/** How an alert is named in a request. An alias finds open alerts only. */
export interface AlertIdentifier {
  readonly type: 'id' | 'alias' | 'tiny';
  readonly value: string;
}

/** What can happen to an alert. `deduplicated`: a create met an open alert with its alias. */
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

/** What became of a write: a change and the alert after it, or why it was refused. */
export type AlertResult =
  | { readonly change: AlertChange; readonly alert: SandboxAlert }
  | { readonly refused: string; readonly alert?: SandboxAlert };
