import type { CircuitCause } from './circuit-breaker.js';

/** The log line when the circuit opens. `advice` says what to do, if known. */
export function troubleBegins(cause: CircuitCause, reason: string, advice: string | undefined): string {
  switch (cause) {
    case 'outage':
      return `The alert platform is unreachable (${reason}). Alerts are queued; probing until a request succeeds.`;
    case 'rateLimited':
      return `The alert platform is rate limiting requests (${reason}). Alerts are queued until the requested pause ends.`;
    case 'keyRefused':
      return `The alert platform refuses the API key (${reason}). No alerts are delivered. ${advice ?? ''} Retrying every 5 minutes.`;
  }
}

/** The log line when the circuit closes. */
export function troubleEnds(cause: CircuitCause): string {
  switch (cause) {
    case 'outage':
      return 'The alert platform is reachable again. Queued alerts are being sent.';
    case 'rateLimited':
      return 'The alert platform accepts alerts again. Queued alerts are being sent.';
    case 'keyRefused':
      return 'The alert platform accepts the API key again. Queued alerts are being sent.';
  }
}
