import type { AlertBook } from '../alerts/alert-book.js';
import type { Outbox } from '../delivery/outbox.js';
import type { FleetAlerts } from '../fleet/fleet-parts.js';
import type { Journal } from '../journal/journal.js';
import type { Platform } from '../platforms/platform.js';

/** Dependencies of {@link fleetAlerts}. */
interface FleetAlertsParts {
  readonly alerts: AlertBook;
  readonly outbox: Pick<Outbox, 'openedElsewhere'>;
  readonly journal: Pick<Journal, 'forget'>;
  readonly platform: Pick<Platform, 'lastRaised'>;
}

/** The open alerts of this process, for the fleet. */
export function fleetAlerts({ alerts, journal, outbox, platform }: FleetAlertsParts): FleetAlerts {
  return {
    alertOf: (incidentId) => alerts.alertOf(incidentId),
    adopt: (incidentId, alias, priority) => {
      alerts.adopt(incidentId, alias, priority);
      outbox.openedElsewhere(alias, priority);
    },
    release: (incidentId) => {
      alerts.release(incidentId);
      // The next process must not close an alert that another one speaks for.
      journal.forget(incidentId);
    },
    lastRaised: async (alias) => platform.lastRaised?.(alias),
  };
}
