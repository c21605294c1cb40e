import type { Responder } from '../rules/alert-shape.js';
import type { Priority } from '../text/priority.js';

/** The content of an alert. No field exceeds `BOUNDS`; each platform applies its own limits. */
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

/** The content of a close, an acknowledgement or a note; only a note requires `note`. */
export interface AlertActionPayload {
  readonly user?: string;
  readonly source?: string;
  readonly note?: string;
}

interface Addressed {
  /** The alert that the message is about. */
  readonly alias: string;
  /** Decides which message is dropped from a full outbox and which may bypass the rate limit. */
  readonly priority: Priority;
  /** The key that it is sent with: a name in `targets`. Absent: the module's own. */
  readonly target?: string | undefined;
}

/** A message to an alert platform: create, close or acknowledge an alert, or add a note to it. */
export type AlertMessage =
  | (Addressed & { readonly type: 'create'; readonly payload: CreateAlertPayload })
  | (Addressed & { readonly type: 'close'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'acknowledge'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'note'; readonly payload: AlertActionPayload & { readonly note: string } });

/** Alias of {@link AlertMessage}. */
export type Message = AlertMessage;
