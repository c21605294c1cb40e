import { ROUTES } from './routes.js';

/** One finished request, as an instance of the simulated service sees it. */
export interface Sample {
  /** When it finished, in milliseconds of the virtual clock. */
  readonly t: number;
  /** Which instance served it, from 0. */
  readonly instance: number;
  /** Index into {@link ROUTES}; -1 when no handler was found. */
  readonly route: number;
  /** What was run, named by code: `GET /orders/:id`, `404:*`. */
  readonly operation: string;
  /** The number in the path, where {@link rawPath} needs one. */
  readonly pathId: number;
  /** Who asked; 0 for the many ordinary clients. */
  readonly client: number;
  /** The status on the wire; absent when the client went away before. */
  readonly status: number | undefined;
  readonly durationMs: number;
  /** Whether the client went away before the response was finished. */
  readonly aborted: boolean;
  /** Whether nothing had been answered when the client went away. */
  readonly unanswered: boolean;
  /** Whether the server broke the response off. */
  readonly cutOff: boolean;
  /** The class of the error behind a failed request. */
  readonly errorClass: string | undefined;
  /** The error's message; it may hold ids, so no two need be alike. */
  readonly message: string | undefined;
}

/** Whether the service failed the request, as its log shows. An aborted one is neither good nor bad. */
export function hasFailed(sample: Sample): boolean {
  return sample.cutOff || (sample.status !== undefined && sample.status >= 500);
}

/** The path that was asked for, with its values. Built on demand: twelve million of them would be built for nothing. */
export function rawPath(sample: Sample): string {
  const template = ROUTES[sample.route]?.path ?? '/wp-admin/:id';
  return template.replace(':id', String(sample.pathId));
}
