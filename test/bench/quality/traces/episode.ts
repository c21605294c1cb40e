/** From one time (included) to another (excluded), in milliseconds of the virtual clock. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Which requests an effect touches. What is absent does not narrow it. */
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
  /** The text for the n-th failure; a real one holds ids, so it varies. */
  readonly message: (n: number) => string;
  /** How long a failing request takes; absent: as long as a healthy one. */
  readonly durationMs?: number;
  /** How it fails where nothing answers: its client gives it up, or the server cuts it off. */
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

/** One instance serves nothing, and starts anew at the end. */
export interface Absence extends Interval {
  readonly type: 'absence';
  readonly instance: number;
  readonly cause: RestartCause;
}

/** Why a process ended: asked to, so that it may finish what it has, or not. */
export type RestartCause = 'deploy' | 'crash';

/** More requests than usual, all from one client. */
export interface Crowd extends Interval {
  readonly type: 'crowd';
  /** Requests a second. */
  readonly rate: number;
  /** Index of the route; {@link UNROUTED} for paths that do not exist, {@link PROBE} for the health check. */
  readonly route: number;
  /** How it is answered: by a status, or one of several; absent where the client leaves. */
  readonly status?: number | readonly number[];
  /** When its clients leave: while they wait, or while they download. */
  readonly leaves?: 'waiting' | 'downloading';
  /** Share of its requests that the service fails with 500. */
  readonly failureShare: number;
}

/** A share of the clients goes away before the answer. */
export interface Abort extends Interval {
  readonly type: 'abort';
  readonly share: number;
}

export type Effect = Failure | Slowness | Absence | Crowd | Abort;

/** What an episode does to those who use the service. */
export type Symptom = 'errors' | 'latency';

/** Something that happens to the service for a time; whether it deserves a page is for the labels to say. */
export interface Episode extends Interval {
  readonly family: string;
  readonly symptom: Symptom;
  readonly effects: readonly Effect[];
}
