import type { Responder } from '../rules/alert-shape.js';
import type { Priority } from '../text/priority.js';

/** What an alert says. No field is longer than `BOUNDS` allow; a platform makes it fit its own limits. */
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

/** What is said when an alert is closed, acknowledged or annotated; a note is required only by the last. */
export interface AlertActionPayload {
  readonly user?: string;
  readonly source?: string;
  readonly note?: string;
}

interface Addressed {
  /** The alert that the message is about. */
  readonly alias: string;
  /** Decides who must go when the outbox is full, and who may pass when the rate is limited. */
  readonly priority: Priority;
}

/** What is said to an alert platform, whichever it is: create, close or acknowledge an alert, or add a note to it. */
export type AlertMessage =
  | (Addressed & { readonly type: 'create'; readonly payload: CreateAlertPayload })
  | (Addressed & { readonly type: 'close'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'acknowledge'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'note'; readonly payload: AlertActionPayload & { readonly note: string } });

/** Another name of {@link AlertMessage}. */
export type Message = AlertMessage;
