import type { AlertActionPayload, CreateAlertPayload, Priority } from '../wire/alert-payload.js';

interface Addressed {
  /** The alert that the message is about. */
  readonly alias: string;
  /** Decides who must go when the outbox is full, and who may pass when the rate is limited. */
  readonly priority: Priority;
}

/** A request to the alert platform: create, close or acknowledge an alert, or add a note to it. */
export type AlertMessage =
  | (Addressed & { readonly type: 'create'; readonly payload: CreateAlertPayload })
  | (Addressed & { readonly type: 'close'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'acknowledge'; readonly payload: AlertActionPayload })
  | (Addressed & { readonly type: 'note'; readonly payload: AlertActionPayload & { readonly note: string } });

/** Another name of {@link AlertMessage}. */
export type Message = AlertMessage;
