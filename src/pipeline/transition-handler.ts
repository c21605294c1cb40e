import type { AlertBook } from '../alerts/alert-book.js';
import type { Hidden, Transition } from '../incidents/incident.js';
import type { FaultLog } from '../observers/fault-log.js';
import type { IncidentJournal } from '../journal/target-journals.js';
import { counted, formatCount } from '../text/count.js';
import type { Log } from '../text/log.js';
import type { OpenIncidents } from './open-incidents.js';

/** Dependencies of {@link TransitionHandler}. */
export interface TransitionHandlerParts {
  readonly alerts: Pick<AlertBook, 'take'>;
  readonly openIncidents: Pick<OpenIncidents, 'record'>;
  readonly journal: Pick<IncidentJournal, 'together'>;
  readonly log: Log;
  /** What fails for one transition may fail for all. */
  readonly faults: Pick<FaultLog, 'report'>;
}

/** Turns each transition of an incident into its alert, and records it for the next process. */
export class TransitionHandler {
  readonly #parts: TransitionHandlerParts;
  #inhibited = 0;
  #muted = 0;

  constructor(parts: TransitionHandlerParts) {
    this.#parts = parts;
  }

  /** How many incidents were not notified because another alert covers them. */
  get inhibited(): number {
    return this.#inhibited;
  }

  /** How many incidents were not notified because alerts are muted. */
  get muted(): number {
    return this.#muted;
  }

  /** Handles a transition. Never throws. */
  handle(transition: Transition): void {
    const { alerts, faults, journal, log, openIncidents } = this.#parts;
    if (transition.type === 'suppressed') {
      if (transition.by === 'mute') this.#muted++;
      else this.#inhibited++;
    }
    if (transition.type === 'mute-ended') {
      if (transition.hidden.active > 0) log.warn(muteEndLine(transition.hidden));
      else log.log(muteEndLine(transition.hidden));
    }
    try {
      journal.together(() => {
        alerts.take(transition);
        openIncidents.record(transition);
      });
    } catch (error) {
      // It runs within the observers and must not become a fault of the application.
      faults.report('An alert could not be composed', error);
    }
  }
}

/** `The mute is over: 1 incident that began during it is still active and is reported at its next failure.` */
function muteEndLine({ incidents, active, raises }: Hidden): string {
  const over = incidents - active;
  const parts = [
    ...(active > 0
      ? [
          `${counted(active, 'incident')} that began during it ${active === 1 ? 'is still active and is reported at its next failure' : 'are still active and are reported at their next failure'}`,
        ]
      : []),
    ...(over > 0
      ? [active > 0 ? `${formatCount(over)} ended during it` : `${counted(over, 'incident')} began and ended during it`]
      : []),
    ...(raises > 0 ? [`${counted(raises, 'alert')} of raise() ${raises === 1 ? 'was' : 'were'} not sent`] : []),
  ];
  return parts.length === 0 ? 'The mute is over. It hid no alert.' : `The mute is over: ${parts.join('; ')}.`;
}
