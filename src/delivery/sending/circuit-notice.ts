import type { CircuitCause } from './circuit-breaker.js';

/** The line for the log when trouble begins. `advice` says what to do, where that is known. */
export function troubleBegins(cause: CircuitCause, reason: string, advice: string | undefined): string {
  switch (cause) {
    case 'outage':
      return `The alert platform cannot be reached (${reason}). Alerts wait; single ones are tried until one gets through.`;
    case 'rateLimited':
      return `The alert platform limits our rate (${reason}). Alerts wait for as long as it asks.`;
    case 'keyRefused':
      return `The alert platform refuses the API key (${reason}). No alert gets through. ${advice ?? ''} Tried again every 5 minutes.`;
  }
}

/** The line for the log when trouble is over. */
export function troubleEnds(cause: CircuitCause): string {
  switch (cause) {
    case 'outage':
      return 'The alert platform can be reached again. Waiting alerts are being sent.';
    case 'rateLimited':
      return 'The alert platform accepts alerts again. Waiting alerts are being sent.';
    case 'keyRefused':
      return 'The alert platform accepts the API key again. Waiting alerts are being sent.';
  }
}
