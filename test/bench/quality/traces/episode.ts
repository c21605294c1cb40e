/** From one time (included) to another (excluded), in milliseconds of the virtual clock. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The requests that an effect applies to. An absent field does not restrict it. */
export interface Scope {
  readonly routes?: readonly number[];
  readonly instances?: readonly number[];
}

/** A share of the requests fails. */
export interface Failure extends Interval {
  readonly type: 'failure';
  readonly share: number;
  readonly scope: Scope;
  readonly status: number;
  readonly errorClass: string;
  /** The text of the n-th failure; it varies, because real ones contain ids. */
  readonly message: (n: number) => string;
  /** The duration of a failing request; absent: that of a healthy one. */
  readonly durationMs?: number;
  /** How it ends without an answer: its client abandons it, or the server cuts it off. */
  readonly unfinished?: 'givenUp' | 'cutOff';
}

/** A share of the requests takes `factor` times as long, and `addedMs` more. */
export interface Slowness extends Interval {
  readonly type: 'slowness';
  readonly share: number;
  readonly scope: Scope;
  readonly factor: number;
  readonly addedMs: number;
}

/** One instance serves nothing, and restarts at the end. */
export interface Absence extends Interval {
  readonly type: 'absence';
  readonly instance: number;
  readonly cause: RestartCause;
}

/** Why a process ended: by request, so that it can finish its work, or not. */
export type RestartCause = 'deploy' | 'crash';

/** More requests than usual, all from one client. */
export interface Crowd extends Interval {
  readonly type: 'crowd';
  /** Requests a second. */
  readonly rate: number;
  /** Index of the route; {@link UNROUTED} for paths that do not exist, {@link PROBE} for the health check. */
  readonly route: number;
  /** Its status, or one of several; absent if the client disconnects. */
  readonly status?: number | readonly number[];
  /** When its clients disconnect: while waiting, or during the download. */
  readonly leaves?: 'waiting' | 'downloading';
  /** Share of its requests that the service fails with 500. */
  readonly failureShare: number;
}

/** A share of the clients disconnects before the answer. */
export interface Abort extends Interval {
  readonly type: 'abort';
  readonly share: number;
}

export type Effect = Failure | Slowness | Absence | Crowd | Abort;

/** The symptom of an episode for users of the service. */
export type Symptom = 'errors' | 'latency';

/** A temporary event in the service; the labels decide whether it deserves a page. */
export interface Episode extends Interval {
  readonly family: string;
  readonly symptom: Symptom;
  readonly effects: readonly Effect[];
}
