import type { Episode } from './episode.js';
import type { IncidentEnd } from './incident.js';

/** Where the trouble of one rule and key stands. */
export type Phase =
  | { readonly name: 'quiet' }
  | { readonly name: 'pending'; readonly since: number }
  | { readonly name: 'firing'; readonly episode: Episode }
  | { readonly name: 'recovering'; readonly episode: Episode; readonly since: number };

/** There is no trouble. */
export const QUIET: Phase = { name: 'quiet' };

/** An incident that an evaluation found to be over. */
export interface Ending extends IncidentEnd {
  readonly episode: Episode;
}
