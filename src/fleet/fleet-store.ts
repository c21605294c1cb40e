import type { FleetRecord, IncidentData, RecordState } from './fleet-record.js';

/**
 * What the processes of a service share: counts, members and one record for each open alert. Every answer is the store's own state at one
 * moment. Times are milliseconds since 1970 by the store's clock; no clock of a process plays a part.
 *
 * No method throws synchronously. A promise rejects only with {@link FleetStoreError}, at the latest after the timeout of a call.
 * The store logs by itself when it cannot be reached, when it can again, and when it refuses; the caller need not.
 */
export interface FleetStore {
  /** This process, as the others see it. */
  readonly self: FleetMember;
  /**
   * Adds this process's counts, renews its lease on everything that it speaks for, and returns what has changed. A request with the same
   * `sequence` as the one before counts once, so a call without an answer is repeated as it was.
   */
  sync(request: SyncRequest): Promise<SyncReply>;
  /** Changes one record, if the record is still what the caller takes it for. */
  record(operation: RecordOperation): Promise<RecordReply>;
  /** Mutes the alerts of all processes for this many milliseconds; 0 ends the mute of this id. */
  mute(id: string, milliseconds: number): Promise<void>;
  /**
   * Reserves tokens of the rate limit that all processes share.
   *
   * @param used tokens that were used without asking: they are subtracted even where there is none left
   * @returns how many were granted: from 0 to `wanted`
   */
  reserve(used: number, wanted: number, limit: RateLimit): Promise<number>;
  /** Leaves the fleet: others may take over at once what this process speaks for. */
  leave(): Promise<void>;
  /** Closes the connection. Later calls reject; calls that wait reject now. */
  close(): void;
}

/** A process of the fleet. */
export interface FleetMember {
  /** Unique for each process, also where several were given the same name. */
  readonly id: string;
  /** For people: the option `fleet.instance`, else host and pid. */
  readonly name: string;
  /** The option `version`; empty if it has none. */
  readonly version: string;
  /** When the process started, by the store's clock; 0 if not known yet. */
  readonly startedAt: number;
  /** When it was found to be gone without having left; 0 while it is alive. It is listed for {@link SyncReply.members} a while longer. */
  readonly lostAt: number;
}

/** What one series counted since the last accepted sync. */
export interface SeriesCount {
  /** A short id, without spaces; at most 32 characters. */
  readonly series: string;
  /** At most 2^21 − 1. */
  readonly bad: number;
  /** At most 2^32 − 1. */
  readonly total: number;
}

/** What a process has read already. */
export interface SyncCursor {
  readonly era: number;
  readonly bucket: number;
}

/** What a process tells the store at each sync. */
export interface SyncRequest {
  /** A positive integer that differs from the one of the last accepted sync. */
  readonly sequence: number;
  readonly counts: readonly SeriesCount[];
  /** From the last reply; `undefined` at the first sync, or to read the whole history again. */
  readonly cursor: SyncCursor | undefined;
  /** From the last reply, so that records come only after a change; 0 at first. */
  readonly recordsVersion: number;
  /** From the last reply; 0 at first. */
  readonly membersVersion: number;
}

/** Counts of all processes in a span of the store's time. Spans of one reply do not overlap and are in order. */
export interface SealedCounts {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly SeriesCount[];
}

/** What a sync brings back. */
export interface SyncReply {
  /** The store's time. */
  readonly time: number;
  /**
   * Send it with the next sync. The era is another one after the store was emptied or its clock was set back; what a process has read before
   * is still true, and was not counted in the new era.
   */
  readonly cursor: SyncCursor;
  /** How many processes are alive, this one included. */
  readonly instances: number;
  /**
   * What was sealed since the cursor; without a cursor the whole history that the store has, coarse at first. Nothing in it is ever changed
   * later. The order of good and bad within a span is not known.
   */
  readonly sealed: readonly SealedCounts[];
  /** Series of this request that were not counted, because the service has too many. They stay local. */
  readonly refused: readonly string[];
  readonly recordsVersion: number;
  /** All records and mutes; `undefined` if they have not changed. */
  readonly records: readonly FleetRecord[] | undefined;
  /** What is muted and until when; `undefined` if records have not changed. */
  readonly mutes: readonly FleetMute[] | undefined;
  readonly membersVersion: number;
  /** All members, and those lost within the last 5 minutes; `undefined` if they have not changed. */
  readonly members: readonly FleetMember[] | undefined;
}

/** A mute that holds for all processes. */
export interface FleetMute {
  readonly id: string;
  /** The store's time. */
  readonly until: number;
}

/** `perMinute` tokens are added each minute, up to `burst`. */
export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * An operation on the record of one alias.
 *
 * The lease of a record is the life of its speaker: each sync of the speaker extends it by `lease`, and no call is needed for
 * it. Where `epoch` is asked for, the record must have it and this process must be its speaker; all but `closed` ask for an unexpired lease.
 */
export type RecordOperation =
  /** Opens an incident. Done if there is no record or a closed one: this process speaks for it. A record that is closing becomes firing again, as by `refire`, and the operation is not done. */
  | {
      readonly type: 'open';
      readonly alias: string;
      readonly incidentId: string;
      readonly data: IncidentData;
      /** When it opened, if that was earlier (it was opened alone); the store's time. @defaultValue now */
      readonly openedAt?: number;
      /** Whether its alert was raised already (by this process, alone). @defaultValue false */
      readonly isNotified?: boolean;
    }
  /** Takes over from a speaker that is gone. Done if its lease is over and the record is not closed. The epoch rises. */
  | { readonly type: 'take'; readonly alias: string }
  /** The platform has accepted the alert (or a re-assertion, or a note). Replaces the data; `notifiedAt` is now. */
  | { readonly type: 'notified'; readonly alias: string; readonly epoch: number; readonly data: IncidentData }
  /** Says since when it recovers; 0: it does not. A recovery that goes on keeps its start. */
  | {
      readonly type: 'recovering';
      readonly alias: string;
      readonly epoch: number;
      /** The store's time. */
      readonly since: number;
    }
  /** Says what this process sees of it by itself. Any member may; done unless it is closed or another incident. 0 milliseconds: no longer. */
  | {
      readonly type: 'local';
      readonly alias: string;
      readonly incidentId: string;
      readonly milliseconds: number;
      readonly bad: number;
      readonly total: number;
    }
  /** Before the close is sent. Done again where it is closing already. */
  | { readonly type: 'closing'; readonly alias: string; readonly epoch: number; readonly data: IncidentData }
  /** The platform has accepted the close. Done only while it is closing: if not, it was refired, and the alert has to be raised again. */
  | { readonly type: 'closed'; readonly alias: string; readonly epoch: number }
  /** It fails again while it is closing: back to firing, with `notifiedAt` 0, because its alert must be raised after the close. Any member may. */
  | { readonly type: 'refire'; readonly alias: string; readonly incidentId: string }
  /** Puts a mirrored record back that the store has lost. Done if there is no record, or only a closed one of an earlier epoch. */
  | { readonly type: 'adopt'; readonly record: FleetRecord }
  /** Holds a lease that is no incident, such as the one to ping the heartbeat. Done if it is free, its holder gone, or this process its holder. */
  | { readonly type: 'hold'; readonly alias: string };

/** The record under which the lease of the module's heartbeat stands; no alias of an alert can be like it. */
export const HEARTBEAT_LEASE = '\u0000heartbeat';

/** What came of an operation on a record. */
export interface RecordReply {
  /** The store's time. */
  readonly time: number;
  readonly isDone: boolean;
  /** Why not; `undefined` if done. */
  readonly because: RecordRefusal | undefined;
  /** The record as it is now, whether done or not; `undefined` if there is none. */
  readonly record: FleetRecord | undefined;
  /** How many incidents the fleet has opened within the last minute, this one included. Only after `open`; 0 otherwise. */
  readonly openedLately: number;
}

/**
 * `absent`: there is no record. `exists`: there is one. `state`: its state does not allow it. `epoch`: another epoch or speaker.
 * `lease`: the lease of this process is over (sync, then `take`). `held`: the lease of its speaker is not over. `full`: too many records.
 */
export type RecordRefusal = 'absent' | 'exists' | 'state' | 'epoch' | 'lease' | 'held' | 'full';

/** Why a call failed. */
export type StoreFailure =
  /** No answer: not connected, timed out, loading, a failover. It may have been done. Repeat later. */
  | 'unavailable'
  /** The store answered that it never will: no right to run scripts, wrong password, no memory, read-only. */
  | 'refused';

/** A call to the store that failed. Its message names no secret. */
export class FleetStoreError extends Error {
  override readonly name = 'FleetStoreError';
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}

/** Time constants of a store, in milliseconds; tests shorten all of them by the same factor. */
export interface FleetTimes {
  /** The length of a bucket. All processes of a service must agree on it. @defaultValue 2 s */
  readonly bucket: number;
  /** How long sealed buckets are kept one by one. @defaultValue 1 min */
  readonly fine: number;
  /** How long a process holds its leases after its last sync, where there are few: see `leaseTime`. Then it counts as lost. */
  readonly lease: number;
  /** How long lost members are listed. @defaultValue 5 min */
  readonly lost: number;
  /** How long closed records are kept. @defaultValue 30 min */
  readonly tombstone: number;
  /** What `openedLately` counts. @defaultValue 1 min */
  readonly openings: number;
  /** The longest window of any rule: the coarse history that new processes can read. */
  readonly history: number;
  /** How long a call may take. @defaultValue 1 s */
  readonly call: number;
}

export type { FleetRecord, IncidentData, RecordState };
