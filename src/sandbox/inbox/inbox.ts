import type { ServerResponse } from 'node:http';

import type { SandboxAlert, AlertChange } from '../register/sandbox-alert.js';
import type { ReceivedRequest } from '../http/received-request.js';
import { systemClock, type Timer } from '../../time/clock.js';
import { Activity } from './activity.js';
import { AlertLives } from './alert-lives.js';
import { EventStream } from './event-stream.js';
import type { InboxSource } from './inbox-source.js';
import { nameOfFault } from './named-faults.js';
import { type RequestRecord, RequestRecords } from './request-records.js';

/** Changes are collected for a moment: a thousand requests a second are ten events a second. Milliseconds. */
const COLLECTED_FOR = 100;
/** Clock, heartbeats and plot move without any request. Milliseconds. */
const TICK = 2_000;
/** More than anyone reads; the open ones come first. */
const ALERTS_SHOWN = 500;

/** What the page shows: collects what happens in the sandbox and sends it to the open pages. */
export class Inbox {
  readonly requests = new RequestRecords();
  readonly #stream = new EventStream();
  readonly #source: InboxSource;
  readonly #lives = new AlertLives();
  readonly #activity = new Activity(() => systemClock.now());
  readonly #changed = new Map<string, SandboxAlert>();
  readonly #removed = new Set<string>();
  #newRequests: RequestRecord[] = [];
  #pending: Timer | undefined;
  #tick: Timer | undefined;

  constructor(source: InboxSource) {
    this.#source = source;
    this.#tickLater();
  }

  /** An alert changed. */
  alertChanged(alert: SandboxAlert, change: AlertChange): void {
    this.#lives.record(alert, change);
    if (change === 'opened' || change === 'closed') this.#activity.count(change);
    if (change === 'deleted') {
      this.#changed.delete(alert.id);
      this.#removed.add(alert.id);
    } else this.#changed.set(alert.id, alert);
    this.#sendSoon();
  }

  /** A request was answered, or will never be. */
  requestAnswered(request: ReceivedRequest): void {
    const { status } = request;
    this.#activity.count(status !== undefined && status < 400 ? 'accepted' : 'failed');
    this.#newRequests.push(this.requests.add(request));
    this.#sendSoon();
  }

  /** The sandbox was emptied. */
  cleared(): void {
    this.#lives.clear();
    this.requests.clear();
    this.#forgetChanges();
    this.#stream.send(this.#snapshot());
  }

  /** Shows a new fault at once. */
  faultChanged(): void {
    this.#sendSoon();
  }

  /** Adds a page. */
  open(response: ServerResponse): void {
    // Before the snapshot, which contains them already: the new page would show them twice.
    this.#sendChanges();
    this.#stream.open(response, this.#snapshot());
  }

  /** Everything that a page shows. It replaces what the page has. */
  #snapshot(): object {
    const { alerts } = this.#source;
    const open = alerts.filter(({ status }) => status === 'open').slice(-ALERTS_SHOWN);
    const closed = alerts.filter(({ status }) => status === 'closed').slice(-Math.max(0, ALERTS_SHOWN - open.length));
    return {
      ...this.#present(),
      whole: true,
      alerts: [...closed, ...open].map((alert) => this.#view(alert)),
      requests: this.requests.all,
    };
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#pending?.cancel();
    this.#tick?.cancel();
  }

  #sendSoon(): void {
    this.#pending ??= systemClock.after(COLLECTED_FOR, () => this.#sendChanges());
  }

  #sendChanges(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
    if (this.#stream.isWatched) {
      const alerts = [...this.#changed.values()].slice(-ALERTS_SHOWN).map((alert) => this.#view(alert));
      this.#stream.send({
        ...this.#present(),
        alerts,
        removed: [...this.#removed],
        requests: this.#newRequests.slice(-300),
      });
    }
    this.#forgetChanges();
  }

  #tickLater(): void {
    this.#tick = systemClock.after(TICK, () => {
      if (this.#stream.isWatched) this.#stream.send(this.#present());
      this.#tickLater();
    });
  }

  #present(): object {
    const { clock, fault, heartbeats } = this.#source;
    const activity = { buckets: this.#activity.buckets };
    return { now: clock.wall(), fault: nameOfFault(fault), heartbeats, activity };
  }

  #view(alert: SandboxAlert): object {
    return { ...alert, life: this.#lives.of(alert.id) };
  }

  #forgetChanges(): void {
    this.#changed.clear();
    this.#removed.clear();
    this.#newRequests = [];
  }
}
