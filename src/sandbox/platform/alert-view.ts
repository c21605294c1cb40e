import type { SandboxAlert } from '../register/sandbox-alert.js';

/** An alert in a list (Opsgenie, Alert API, "List Alerts"). */
export function listedAlert(alert: SandboxAlert) {
  return {
    id: alert.id,
    tinyId: alert.tinyId,
    alias: alert.alias,
    message: alert.message,
    status: alert.status,
    acknowledged: alert.acknowledged,
    isSeen: alert.acknowledged,
    tags: alert.tags,
    snoozed: alert.snoozed,
    snoozedUntil: alert.snoozedUntil,
    count: alert.count,
    lastOccurredAt: alert.lastOccurredAt,
    createdAt: alert.createdAt,
    updatedAt: alert.updatedAt,
    source: alert.source,
    owner: alert.acknowledgedBy ?? '',
    priority: alert.priority,
    responders: alert.responders,
    integration: { id: INTEGRATION_ID, name: 'Sandbox', type: 'API' },
    report: {
      ackTime: since(alert.createdAt, alert.acknowledgedAt),
      closeTime: since(alert.createdAt, alert.closedAt),
      acknowledgedBy: alert.acknowledgedBy,
      closedBy: alert.closedBy,
    },
  };
}

/** A single alert with all fields (Opsgenie, Alert API, "Get Alert"). */
export function wholeAlert(alert: SandboxAlert) {
  return {
    ...listedAlert(alert),
    description: alert.description,
    entity: alert.entity,
    actions: alert.actions,
    details: alert.details,
  };
}

function since(start: Date, end: Date | undefined): number | undefined {
  return end && end.getTime() - start.getTime();
}

/** The only API integration of the sandbox. */
export const INTEGRATION_ID = '5a4db0c5-0000-4000-8000-000000000001';
