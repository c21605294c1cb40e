import { ROUTES } from './routes.js';

/** One finished request, as an instance of the simulated service sees it. */
export interface Sample {
  /** When it finished, in milliseconds of the virtual clock. */
  readonly t: number;
  /** The instance that served it, from 0. */
  readonly instance: number;
  /** Index into {@link ROUTES}; -1 if no handler was found. */
  readonly route: number;
  /** The operation, named by code: `GET /orders/:id`, `404:*`. */
  readonly operation: string;
  /** The number in the path, if {@link rawPath} needs one. */
  readonly pathId: number;
  /** The client; 0 for ordinary clients. */
  readonly client: number;
  /** The status on the wire; absent if the client disconnected earlier. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** Whether the client disconnected before the response was finished. */
  readonly aborted: boolean;
  /** Whether the client disconnected before any answer. */
  readonly unanswered: boolean;
  /** Whether the server broke the response off. */
  readonly cutOff: boolean;
  /** The class of the error behind a failed request. */
  readonly errorClass: string | undefined;
  /** The error's message; it may contain ids, so messages differ. */
  readonly message: string | undefined;
}

/** Whether the service failed the request. An aborted one is neither good nor bad. */
export function hasFailed(sample: Sample): boolean {
  return sample.cutOff || (sample.status !== undefined && sample.status >= 500);
}

/** The requested path, with its values. Built on demand, because most of the twelve million are never used. */
export function rawPath(sample: Sample): string {
  const template = ROUTES[sample.route]?.path ?? '/wp-admin/:id';
  return template.replace(':id', String(sample.pathId));
}
