import type { AlertBook } from '../alerts/alert-book.js';
import type { OutgoingText } from '../alerts/redaction/outgoing-text.js';
import type { Transition } from '../incidents/incident.js';
import type { Journal } from '../journal/journal.js';
import { faultReport } from '../text/fault.js';
import type { Log } from '../text/log.js';
import type { OpenIncidents } from './open-incidents.js';

/** Dependencies of {@link TransitionHandler}. */
export interface TransitionHandlerParts {
  readonly alerts: AlertBook;
  readonly openIncidents: OpenIncidents;
  readonly journal: Pick<Journal, 'together'>;
  readonly log: Log;
  readonly text: OutgoingText;
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
    const { alerts, journal, log, openIncidents, text } = this.#parts;
    if (transition.type === 'suppressed') {
      if (transition.by === 'mute') this.#muted++;
      else this.#inhibited++;
    }
    try {
      journal.together(() => {
        alerts.take(transition);
        openIncidents.record(transition);
      });
    } catch (error) {
      // It runs within the observers and must not become a fault of the application.
      log.error(text.block(faultReport('An alert could not be composed', error), 5_000));
    }
  }
}
