import type { Attempt, EnsureResult, HeartbeatSettings } from '../platform.js';
import type { HttpRequest } from './http-request.js';

/** What follows from the settings that a heartbeat has: another request, or nothing more. */
export type NextStep =
  { readonly change: 'created' | 'adjusted'; readonly request: HttpRequest } | { readonly result: EnsureResult };

/** How a platform reads and writes the settings of heartbeats over HTTP. Sends nothing itself. */
export interface SettingsProtocol {
  /** The request that reads the settings of a heartbeat. */
  read(name: string): HttpRequest;
  /** @param attempt - the attempt to read them */
  afterRead(settings: HeartbeatSettings, attempt: Attempt): NextStep;
  /** @param attempt - the attempt to change them */
  afterChange(change: 'created' | 'adjusted', attempt: Attempt): EnsureResult;
}
