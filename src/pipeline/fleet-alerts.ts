import type { AlertBook } from '../alerts/alert-book.js';
import type { Outboxes } from '../delivery/outboxes.js';
import type { FleetAlerts } from '../fleet/fleet-parts.js';
import type { Journal } from '../journal/journal.js';

/** Dependencies of {@link fleetAlerts}. */
interface FleetAlertsParts {
  readonly alerts: AlertBook;
  readonly outboxes: Pick<Outboxes, 'closesElsewhere' | 'lastRaised' | 'openedElsewhere'>;
  readonly journal: Pick<Journal, 'forget'>;
}

/** The open alerts of this process, for the fleet. */
export function fleetAlerts({ alerts, journal, outboxes }: FleetAlertsParts): FleetAlerts {
  return {
    alertOf: (incidentId) => alerts.alertOf(incidentId),
    adopt: (incidentId, alias, priority, target) => {
      alerts.adopt(incidentId, alias, priority, target);
      outboxes.openedElsewhere(alias, priority, target);
    },
    release: (incidentId) => {
      alerts.release(incidentId);
      // The next process must not close an alert that another one speaks for.
      journal.forget(incidentId);
    },
    withdrawClose: (alias) => outboxes.closesElsewhere(alias),
    lastRaised: (alias) => outboxes.lastRaised(alias),
  };
}
