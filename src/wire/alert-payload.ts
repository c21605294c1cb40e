/** How urgent an alert is; the platforms know these five (Opsgenie, Alert API). */
export type Priority = 'P1' | 'P2' | 'P3' | 'P4' | 'P5';

/** All priorities, the most urgent first. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const satisfies readonly Priority[];

/**
 * Who is told about an alert, in the platform's own form.
 *
 * A team, escalation or schedule has an `id` or a `name`; a user an `id` or a `username` (an e-mail address). With a key of a
 * team's integration the platform replaces responders by that team.
 */
export type Responder =
  | { readonly type: 'team' | 'escalation' | 'schedule'; readonly id: string }
  | { readonly type: 'team' | 'escalation' | 'schedule'; readonly name: string }
  | { readonly type: 'user'; readonly id: string }
  | { readonly type: 'user'; readonly username: string };

/** The body of `POST /v2/alerts`. */
export interface CreateAlertPayload {
  readonly message: string;
  readonly alias: string;
  readonly description?: string;
  readonly responders?: readonly Responder[];
  readonly visibleTo?: readonly Responder[];
  readonly actions?: readonly string[];
  readonly tags?: readonly string[];
  readonly details?: Readonly<Record<string, string>>;
  readonly entity?: string;
  readonly source?: string;
  readonly priority: Priority;
  readonly user?: string;
  readonly note?: string;
}

/** The body of close, acknowledge and add note; a note is required only by the last. */
export interface AlertActionPayload {
  readonly user?: string;
  readonly source?: string;
  readonly note?: string;
}
