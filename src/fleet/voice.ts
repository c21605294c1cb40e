import { ask } from './ask.js';
import type { Incident, Transition } from '../incidents/incident.js';
import { STORM, subjectOf, type Claim, type ClaimSubject } from './claim.js';
import type { FleetParts } from './fleet-parts.js';
import { recurrenceOf } from './fleet-record.js';
import type { FleetRecord, RecordOperation, RecordReply } from './fleet-store.js';
import type { RecordUpdates } from './record-updates.js';

/** The most incidents of all processes within a minute that are reported one by one; more are a storm. */
const MOST_AT_ONCE = 5;
/** Trouble this urgent is never suppressed by a storm. */
const MOST_URGENT = 'P1';

/**
 * Decides whether this process speaks of what happens to an incident, or another one does. All processes see the same; the one that creates
 * the record in the store speaks.
 */
export class Voice {
  readonly #parts: FleetParts;
  readonly #updates: RecordUpdates;

  constructor(parts: FleetParts, updates: RecordUpdates) {
    this.#parts = parts;
    this.#updates = updates;
  }

  /** Takes what happens to incidents in this process. */
  take(transition: Transition): void {
    const subject = subjectOf(transition);
    if (subject === undefined) return this.#parts.emit(transition);
    switch (transition.type) {
      case 'opened':
      case 'storm-opened':
        return this.#open(subject, transition);
      case 'closed':
      case 'storm-closed':
        return this.#close(subject, transition);
      default:
        return this.#follow(subject, transition);
    }
  }

  /** Reports a transition, and remembers under which alias. */
  speak(claim: Claim, transition: Transition): void {
    const { alerts, emit } = this.#parts;
    emit(transition);
    claim.alias = alerts.alertOf(claim.incidentId)?.alias ?? claim.alias;
    const waiting = claim.waiting;
    claim.waiting = [];
    for (const later of waiting) emit(later);
  }

  /** Raises the alert of an incident that another process may or may not have raised. */
  raise(claim: Claim, incident: Incident): void {
    const { alerts } = this.#parts;
    // A repeat at most: the alert has the alias that the other process would have given it.
    const isKnown = alerts.alertOf(claim.incidentId) !== undefined;
    this.speak(claim, isKnown ? { type: 'reasserted', incident } : { type: 'opened', incident });
  }

  /** Puts an incident that this process opened alone into the store. Says nothing. */
  register(claim: Claim): void {
    const { mirror, clock } = this.#parts;
    const { incidentId, series, notifiedAt } = claim;
    const openedAt = mirror.timeAt(clock.now()) - Math.max(0, clock.wall() - claim.openedAt);
    claim.role = 'asking';
    const data = this.#updates.refreshData(claim);
    const isNotified = notifiedAt !== undefined;
    ask(
      this.#parts,
      { type: 'open', alias: series, incidentId, data, openedAt, isNotified },
      (reply) => this.#answered(claim, reply),
      () => void (claim.role = 'alone'),
    );
  }

  #open(subject: ClaimSubject, transition: Transition): void {
    const { alerts, claims, clock, link, pace } = this.#parts;
    const claim = claims.add(subject, 'asking');
    if (!link.isShared && link.isAwake) {
      claim.role = 'alone';
      this.speak(claim, transition);
      // The alert goes on: a close that waits might end one that others need, and the alert would wait for it.
      if (claim.alias !== undefined) alerts.withdrawClose(claim.alias);
      return;
    }
    let isDecided = false;
    const decide = (): boolean => {
      if (isDecided) return false;
      isDecided = true;
      timer.cancel();
      return true;
    };
    // A page waits no longer than this, whatever the store does.
    const alone = (): void => {
      if (!decide()) return;
      claim.role = 'alone';
      this.speak(claim, transition);
    };
    const timer = clock.after(pace.answer, alone);
    this.#askToOpen(claim, alone, (reply) => {
      // Too late: it was reported already, and the next sync puts it into the store.
      if (!decide()) return;
      this.#answered(claim, reply, transition);
    });
  }

  #askToOpen(claim: Claim, failed: () => void, answered: (reply: RecordReply) => void): void {
    const { link } = this.#parts;
    const { data, incidentId, series } = claim;
    const operation: RecordOperation = { type: 'open', alias: series, incidentId, data };
    ask(
      this.#parts,
      operation,
      (reply) => {
        if (reply.because === 'lease') void link.syncNow().then(() => ask(this.#parts, operation, answered, failed));
        else answered(reply);
      },
      failed,
    );
  }

  /** @param transition what there is to say if this process is the one to say it. @defaultValue nothing: it was said alone */
  #answered(claim: Claim, { isDone, openedLately, record, time }: RecordReply, transition?: Transition): void {
    const { claims, mirror, store } = this.#parts;
    if (claims.get(claim.series) !== claim) return;
    claim.since = time;
    if (record === undefined) {
      // The store has no room.
      claim.role = 'alone';
      if (transition !== undefined) this.speak(claim, transition);
      return;
    }
    mirror.put(record);
    claim.record = record;
    claim.epoch = record.epoch;
    if (record.speaker === store.self.id && record.state === 'firing') {
      claim.role = 'speaker';
      if (transition === undefined) {
        if (!isDone || record.notifiedAt === 0) this.#updates.markNotified(claim);
      } else if (openedLately > MOST_AT_ONCE && claim.data.priority !== MOST_URGENT && transition.type === 'opened') {
        this.#joinStorm(claim);
      } else {
        this.speak(claim, this.#withOpenings(transition, record));
      }
      return;
    }
    this.yield(claim);
  }

  /** What flaps is counted by all: a process may see it for the first time. */
  #withOpenings(transition: Transition, record: FleetRecord): Transition {
    if (transition.type !== 'opened' || record.openings < 2) return transition;
    const incident = this.#parts.engine.shared?.recurred(record.alias, recurrenceOf(record));
    return incident === undefined ? transition : { type: 'opened', incident };
  }

  /** Another process speaks for an incident. */
  yield(claim: Claim): void {
    const { alerts, engine } = this.#parts;
    const { record, series } = claim;
    if (record === undefined) return;
    // A close that waits here is outdated.
    if (claim.role !== 'follower' && record.state === 'firing' && record.data.alias !== undefined)
      alerts.withdrawClose(record.data.alias);
    claim.role = 'follower';
    claim.waiting = [];
    claim.closing = 'no';
    // Each process has a storm of its own; an incident is the same in all.
    if (series !== STORM && claim.incidentId !== record.incidentId) {
      alerts.release(claim.incidentId);
      engine.shared?.rename(series, record.incidentId);
      claim.incidentId = record.incidentId;
    }
    adopt(claim, alerts);
  }

  #joinStorm(claim: Claim): void {
    // Heirs of its record must not report it either.
    claim.waiting = [];
    this.#updates.markNotified(claim);
    this.#parts.engine.shared?.joinStorm(claim.series);
  }

  #follow({ series, data }: ClaimSubject, transition: Transition): void {
    const { claims, emit, link, mirror, random } = this.#parts;
    const claim = claims.get(series);
    if (claim === undefined) return emit(transition);
    // Another process may have closed the alert meanwhile.
    if (!link.isAwake) return;
    const { alias, target } = claim.data;
    claim.data = { ...data, alias, target };
    if (claim.isolatedAt !== undefined && isRepeat(transition)) {
      // All that were cut off raise it again; together they do so as often as four processes would.
      const share = Math.max(1, Math.round(mirror.instances / 4));
      if (claim.skipped === 0) claim.skipped = 1 + Math.floor(random() * share);
      claim.skipped--;
      if (claim.skipped > 0) return;
      claim.skipped = share;
      return emit(transition);
    }
    if (claim.role === 'asking') claim.waiting.push(transition);
    else if (claim.role !== 'follower') emit(transition);
  }

  #close({ series }: ClaimSubject, transition: Transition): void {
    const { claims, emit } = this.#parts;
    const claim = claims.get(series);
    if (claim === undefined || claim.role === 'alone' || claim.isolatedAt !== undefined) {
      emit(transition);
      if (claim !== undefined) claims.remove(claim);
      return;
    }
    if (claim.role !== 'speaker') return;
    claim.closing = 'sent';
    // A storm needs no leave: all that it stands for is over.
    if (transition.type === 'storm-closed') {
      const { data, epoch } = claim;
      ask(this.#parts, { type: 'closing', alias: series, epoch, data }, () => undefined);
    }
    emit(transition);
    // Its alert stays open: a rule may ask for that, or another incident shares it.
    if (!claim.isCloseQueued) this.#updates.settle(claim);
  }
}

function isRepeat({ type }: Transition): boolean {
  return type === 'reasserted' || type === 'storm-reasserted';
}

/** Takes over the alias of an alert that another process opened. */
export function adopt(claim: Claim, alerts: Pick<FleetParts['alerts'], 'adopt'>): void {
  const { record } = claim;
  if (record?.data.alias === undefined) return;
  const { alias, priority, target } = record.data;
  claim.alias = alias;
  alerts.adopt(claim.incidentId, alias, priority, target);
}
