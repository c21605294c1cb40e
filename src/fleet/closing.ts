import { INSTANCES_OPERATION } from '../incidents/peers.js';
import { ask } from './ask.js';
import type { Claim } from './claim.js';
import { freshTime } from './fleet-pace.js';
import type { FleetParts } from './fleet-parts.js';
import type { RecordUpdates } from './record-updates.js';
import type { Voice } from './voice.js';

/** An alert that was raised within this time of this process's own raise was raised by it. Milliseconds. */
const SAME_RAISE = 2_000;

/** A close that waits for the platform. */
export interface WaitingClose {
  /** Whether an earlier process accepted it. */
  readonly isInherited: boolean;
  /** Who found that the alert is over: the fleet, for which this process spoke, or this process by itself; `undefined`: the application. */
  readonly closedBy: 'fleet' | 'process' | undefined;
}

/**
 * Decides whether an incident that is over by the figures may end. Only its speaker ends it, and only while nothing speaks against it: a
 * close that comes too early ends an alert that people need.
 */
export class Closing {
  readonly #parts: FleetParts;
  readonly #updates: RecordUpdates;
  readonly #voice: Voice;

  constructor(parts: FleetParts, updates: RecordUpdates, voice: Voice) {
    this.#parts = parts;
    this.#updates = updates;
    this.#voice = voice;
  }

  /** Whether an incident may end now. What has to be asked for is asked for, and evaluated again after the answer. */
  mayEnd(series: string): boolean {
    const { claims, link } = this.#parts;
    const claim = claims.get(series);
    if (claim !== undefined && !link.isAwake) return false;
    if (claim === undefined || claim.role === 'alone') return true;
    if (claim.isolatedAt !== undefined) return this.#mayEndIsolated(claim, claim.isolatedAt);
    if (claim.role !== 'speaker') return false;
    if (claim.closing === 'no' && this.#isCertain(claim)) this.#askToClose(claim);
    return claim.closing === 'granted';
  }

  /**
   * Whether a close that waits for the platform may be sent. Another process may have taken over the alert since it was accepted; only
   * one that has just synced knows that none has.
   */
  maySend({ closedBy, isInherited }: WaitingClose): boolean {
    const { link, mirror } = this.#parts;
    if (isInherited) return link.hasJoined || !link.isShared;
    if (closedBy !== 'fleet' || mirror.instances <= 1) return true;
    return link.isShared && this.#isFresh;
  }

  /** Who closes an alert: the fleet, if this process speaks for it, or this process by itself. */
  closedBy(alias: string): 'fleet' | 'process' {
    const isOfFleet = this.#parts.claims
      .withAlias(alias)
      .some(({ closing, role }) => role === 'speaker' && closing === 'sent');
    return isOfFleet ? 'fleet' : 'process';
  }

  /** Whether an alert reports an incident that goes on. */
  isLive(alias: string): boolean {
    const { claims, mirror } = this.#parts;
    const isInFleet = mirror.records.some(({ data, state }) => state === 'firing' && data.alias === alias);
    return isInFleet || claims.withAlias(alias).some(({ closing }) => closing !== 'sent');
  }

  /** Goes on with a close of a process that is gone. */
  takeUp(claim: Claim): void {
    const { engine } = this.#parts;
    if (engine.shared?.isFiring(claim.series) === true) {
      this.#withdraw(claim);
    } else {
      claim.closing = 'granted';
      engine.shared?.finish(claim.series);
      this.#concludeSilent(claim);
    }
  }

  /** Whether no process can see the trouble go on. */
  #isCertain({ data, role, series }: Claim): boolean {
    const { clock, link, mirror, store } = this.#parts;
    const now = clock.now();
    // That a process has vanished is what an incident about the number of instances says.
    const mayBeHidden = mirror.hasLost && data.operation !== INSTANCES_OPERATION;
    return (
      role === 'speaker' &&
      link.isShared &&
      this.#isFresh &&
      !mayBeHidden &&
      !mirror.isSeenElsewhere(series, store.self.id, now)
    );
  }

  /** Whether this process knows what the others do, and none can have taken over from it. */
  get #isFresh(): boolean {
    const { clock, link, mirror, pace } = this.#parts;
    return clock.now() - link.lastSyncAt < freshTime(pace, mirror.instances);
  }

  #askToClose(claim: Claim): void {
    const { engine } = this.#parts;
    const { data, epoch, series } = claim;
    claim.closing = 'asked';
    const failed = (): void => void (claim.closing = claim.closing === 'asked' ? 'no' : claim.closing);
    ask(
      this.#parts,
      { type: 'closing', alias: series, epoch, data },
      ({ isDone }) => {
        if (claim.closing !== 'asked') return;
        if (!isDone || !this.#isCertain(claim)) return failed();
        claim.closing = 'granted';
        engine.evaluate();
        this.#concludeSilent(claim);
      },
      failed,
    );
  }

  /** An incident that was suppressed here ends without a message. */
  #concludeSilent(claim: Claim): void {
    const { engine } = this.#parts;
    if (claim.closing !== 'granted') return;
    if (engine.shared?.describe(claim.series) === undefined) this.#updates.settle(claim);
    else this.#withdraw(claim);
  }

  #withdraw(claim: Claim): void {
    const { engine } = this.#parts;
    const { incidentId, series } = claim;
    claim.closing = 'no';
    ask(
      this.#parts,
      { type: 'refire', alias: series, incidentId: claim.record?.incidentId ?? incidentId },
      ({ record }) => {
        if (record !== undefined) claim.record = record;
        const incident = engine.shared?.describe(series);
        // No close was sent, so this only says in the record that the alert is raised.
        if (incident !== undefined && claim.notifiedAt !== undefined) this.#updates.markNotified(claim);
        else if (incident !== undefined) this.#voice.raise(claim, incident);
      },
    );
  }

  /** After a time, an alert of the fleet is closed alone, unless another process has raised it again since. */
  #mayEndIsolated(claim: Claim, since: number): boolean {
    const { alerts, clock, engine, link, pace } = this.#parts;
    if (link.isShared || clock.now() - since < pace.isolatedPatience) return false;
    if (claim.look === 'done') return true;
    if (claim.look === 'asked') return false;
    claim.look = 'asked';
    const { alias } = claim;
    const looked = alias === undefined ? Promise.resolve(undefined) : alerts.lastRaised(alias);
    looked
      .then((raisedAt) => {
        if (this.#isOfOthers(claim, raisedAt)) {
          // It is theirs to close, and they raise it again for as long as it fails.
          claim.look = 'no';
          engine.shared?.conclude(claim.series);
          alerts.release(claim.incidentId);
          this.#parts.claims.remove(claim);
          return;
        }
        claim.look = 'done';
        engine.evaluate();
        // It goes on: the next time, the platform is looked at again.
        claim.look = 'no';
      })
      .catch(this.#parts.fault);
    return false;
  }

  #isOfOthers({ notifiedAt }: Claim, raisedAt: number | undefined): boolean {
    if (raisedAt === undefined) return false;
    const { clock, pace } = this.#parts;
    return raisedAt > (notifiedAt ?? 0) + SAME_RAISE && clock.wall() - raisedAt < pace.lastRepeat;
  }
}
