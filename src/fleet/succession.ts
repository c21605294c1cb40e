import type { IncidentRecord } from '../incidents/incident-record.js';
import { ask } from './ask.js';
import { DATA_PRIORITY, STORM, type Claim } from './claim.js';
import type { Closing } from './closing.js';
import type { FleetParts } from './fleet-parts.js';
import { recurrenceOf, type FleetRecord } from './fleet-record.js';
import { incidentRecord, wallTimeOf } from './inherited-record.js';
import { isLease } from './lease.js';
import type { RecordUpdates } from './record-updates.js';
import { UnownedAlerts } from './unowned-alerts.js';
import { adopt, type Voice } from './voice.js';

/** What carries out what {@link Succession} decides. */
interface SuccessionParts {
  readonly voice: Voice;
  readonly closing: Closing;
  readonly updates: RecordUpdates;
}

/** Keeps what this process claims in step with the records of the fleet: it follows, takes over, and puts back what the store has lost. */
export class Succession {
  readonly #parts: FleetParts;
  readonly #voice: Voice;
  readonly #closing: Closing;
  readonly #updates: RecordUpdates;
  readonly #unowned: UnownedAlerts;

  constructor(parts: FleetParts, { closing, updates, voice }: SuccessionParts) {
    this.#parts = parts;
    this.#updates = updates;
    this.#unowned = new UnownedAlerts(parts, updates);
    this.#voice = voice;
    this.#closing = closing;
  }

  /** A sync was answered. @param time the store's time of the answer */
  synced(time: number): void {
    const { claims, mirror } = this.#parts;
    for (const record of mirror.records) if (!isLease(record)) this.#compare(record);
    for (const claim of claims.all) {
      const record = mirror.record(claim.series);
      if (claim.role === 'alone') {
        if (this.#isClosedSince(claim, record)) this.#conclude(claim);
        else this.#voice.register(claim);
      } else if (claim.role !== 'asking' && claim.closing !== 'sent' && record === undefined && time > claim.since)
        this.#putBack(claim);
      else if (claim.role === 'follower' && record !== undefined) this.#takeOver(claim, record);
    }
  }

  /** An incident goes on that an earlier process left open, and that the fleet may not know. */
  inherited(series: string, record: IncidentRecord): void {
    const { alerts, claims, clock } = this.#parts;
    const { autoClose, bad, discriminator, incidentId, openedAt, operation, ruleKey, staleAfter } = record;
    const alert = alerts.alertOf(incidentId);
    const priority = alert?.priority ?? DATA_PRIORITY;
    const data = { ruleKey, operation, discriminator, priority, bad, staleAfter, autoClose };
    const claim = claims.add({ series, incidentId, openedAt, data }, 'alone');
    claim.alias = alert?.alias;
    claim.notifiedAt = record.notifiedAt ?? clock.wall();
  }

  /** This process is on its own from now on. */
  isolated(): void {
    const now = this.#parts.clock.now();
    for (const claim of this.#parts.claims.all) if (claim.role !== 'alone') claim.isolatedAt ??= now;
  }

  /** This process is among the others again. */
  rejoined(): void {
    for (const claim of this.#parts.claims.all) {
      claim.isolatedAt = undefined;
      claim.look = 'no';
      claim.skipped = 0;
      if (claim.closing === 'asked') claim.closing = 'no';
    }
  }

  /** Whether this process, on its own, raised an alert again after others had closed it: it is open. */
  #isRaisedSince({ notifiedAt }: Claim, { closedAt }: FleetRecord): boolean {
    return notifiedAt !== undefined && this.#storeTimeOf(notifiedAt) > closedAt;
  }

  /** @param wall the time of day, in milliseconds */
  #storeTimeOf(wall: number): number {
    const { clock, mirror } = this.#parts;
    return mirror.timeAt(clock.now()) - (clock.wall() - wall);
  }

  /** Whether others have closed an alert since this process, or the one before it, last raised it. */
  #isClosedSince({ notifiedAt, series }: Claim, record: FleetRecord | undefined): boolean {
    if (record?.state !== 'closed' || notifiedAt === undefined) return false;
    const { engine } = this.#parts;
    // What fails here goes on; its next repeat opens the alert again.
    if (engine.shared?.isFiring(series) === true) return false;
    return record.closedAt > this.#storeTimeOf(notifiedAt);
  }

  /** Compares a record with what this process takes it for. */
  #compare(record: FleetRecord): void {
    const { claims, engine, store } = this.#parts;
    const claim = claims.get(record.alias);
    if (claim === undefined) {
      if (record.state !== 'closed') this.#follow(record);
      return;
    }
    if (claim.closing === 'sent') return this.#compareClosing(claim, record);
    if (claim.role === 'asking') return;
    if (record.state === 'closed') {
      if (claim.role === 'alone' || record.epoch < claim.epoch) return;
      if (this.#isRaisedSince(claim, record)) this.#voice.register(claim);
      else this.#conclude(claim);
      return;
    }
    claim.record = record;
    if (record.speaker !== store.self.id) return this.#voice.yield(claim);
    if (claim.role === 'speaker' && claim.epoch === record.epoch) return;
    // It was opened by this process, or taken over, and the answer was lost; or it failed again while this process closed it.
    const wasSilent = claim.role === 'follower';
    claim.role = 'speaker';
    claim.epoch = record.epoch;
    if (record.alias !== STORM) claim.incidentId = record.incidentId;
    if (record.notifiedAt !== 0) return;
    const incident = engine.shared?.describe(claim.series);
    if (claim.notifiedAt !== undefined) this.#updates.markNotified(claim);
    else if (wasSilent && incident !== undefined) this.#voice.raise(claim, incident);
  }

  /** Its close waits for the platform. If another process speaks for the alert by now, it is that one's to close. */
  #compareClosing(claim: Claim, record: FleetRecord): void {
    const { alerts, claims, store } = this.#parts;
    if (!claim.isCloseQueued || claim.alias === undefined) return;
    if (record.speaker === store.self.id && record.state !== 'closed') return;
    claims.remove(claim);
    alerts.withdrawClose(claim.alias);
    if (record.state !== 'closed') this.#follow(record);
  }

  #follow(record: FleetRecord): void {
    const { alerts, claims, clock, engine } = this.#parts;
    const { alias: series, data, incidentId } = record;
    const openedAt = wallTimeOf(record.openedAt, this.#parts);
    const notifiedAt = record.notifiedAt === 0 ? clock.wall() : wallTimeOf(record.notifiedAt, this.#parts);
    // A close that this process accepted on its own, or inherited, is outdated.
    if (record.state === 'firing' && data.alias !== undefined) alerts.withdrawClose(data.alias);
    const recoveringSince = record.recoveringSince === 0 ? undefined : wallTimeOf(record.recoveringSince, this.#parts);
    const taken = incidentRecord(record, openedAt, clock.wall());
    const isWatched = engine.shared?.follow(series, taken, { notifiedAt, recoveringSince }) === true;
    // It is as patient as the processes that have seen the alert come back.
    if (isWatched && record.openings > 1) engine.shared?.recurred(series, recurrenceOf(record));
    if (!isWatched && series !== STORM) return this.#unowned.see(record);
    this.#unowned.forget(series);
    const claim = claims.add({ series, incidentId, data, openedAt }, 'follower');
    claim.isWatched = isWatched;
    claim.record = record;
    claim.epoch = record.epoch;
    adopt(claim, alerts);
  }

  #conclude(claim: Claim): void {
    const { alerts, claims, engine } = this.#parts;
    claims.remove(claim);
    engine.shared?.conclude(claim.series);
    alerts.release(claim.incidentId);
  }

  /** The store has lost a record: each process that remembers it puts it back, and the first one is the one that counts. */
  #putBack(claim: Claim): void {
    const { record, role } = claim;
    if (record === undefined) {
      // It was opened just before the store lost it.
      if (role === 'speaker') this.#voice.register(claim);
      return;
    }
    ask(this.#parts, { type: 'adopt', record }, (reply) => {
      if (reply.record === undefined) return;
      this.#parts.mirror.put(reply.record);
      this.#compare(reply.record);
    });
  }

  /** Takes over from a speaker that is gone. */
  #takeOver(claim: Claim, { speaker, state }: FleetRecord): void {
    const { mirror, store } = this.#parts;
    if (state === 'closed' || speaker === store.self.id || mirror.isAlive(speaker)) return;
    // Who sees a storm itself knows more of it.
    if (!claim.isWatched && mirror.hasLost) return;
    ask(this.#parts, { type: 'take', alias: claim.series }, ({ isDone, record, time }) => {
      if (record === undefined) return;
      mirror.put(record);
      claim.record = record;
      if (isDone) this.#inherit(claim, record, time);
    });
  }

  #inherit(claim: Claim, record: FleetRecord, time: number): void {
    const { alerts, engine } = this.#parts;
    claim.role = 'speaker';
    claim.epoch = record.epoch;
    claim.since = time;
    adopt(claim, alerts);
    if (claim.series === STORM && !claim.isWatched) {
      return this.#unowned.close(claim, record, { of: 'storm', reason: 'storm' });
    }
    if (record.state === 'closing') return this.#closing.takeUp(claim);
    if (record.notifiedAt !== 0) return;
    const incident = engine.shared?.describe(claim.series);
    if (incident !== undefined) this.#voice.raise(claim, incident);
  }
}
