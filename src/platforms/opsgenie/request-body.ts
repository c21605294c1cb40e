import type { AlertActionPayload, CreateAlertPayload, Message } from '../../alerts/message.js';

/** The body of a request, in the platform's names (Opsgenie, Alert API). */
export function requestBody(message: Message): object {
  return message.type === 'create' ? alertBody(message.payload) : actionBody(message.payload);
}

/** `POST /v2/alerts`. */
function alertBody(alert: CreateAlertPayload): object {
  const { message, alias, priority, description, responders, visibleTo } = alert;
  const { actions, tags, details, entity, source, user, note } = alert;
  return {
    message,
    alias,
    priority,
    tags,
    entity,
    source,
    details,
    description,
    responders,
    visibleTo,
    actions,
    user,
    note,
  };
}

/** Close, acknowledge and add note. */
function actionBody({ source, user, note }: AlertActionPayload): object {
  return { source, user, note };
}
