import { type Duration, parseDuration } from '../time/duration.js';
import { type AlertCondition, alertTest, describeWait } from './register/alert-condition.js';
import { AlertPlatform } from './platform/alert-platform.js';
import type { Inbox } from './inbox/inbox.js';
import type { SandboxHeartbeat } from './platform/endpoint.js';
import { replyUnderFault } from './faults/fault-reply.js';
import { FaultSwitch } from './faults/fault-switch.js';
import { HttpListener, type Reply } from './http/http-listener.js';
import { type RawRequest, type ReceivedRequest, readRequest } from './http/received-request.js';
import { RequestLog } from './http/request-log.js';
import { INTERVAL_UNITS, type ExpectedHeartbeat } from './register/heartbeat-register.js';
import type { AlertChange, SandboxAlert } from './register/sandbox-alert.js';
import type { SandboxFault } from './faults/sandbox-fault.js';
import { readSandboxOptions, type SandboxOptions, type SandboxSettings } from './sandbox-options.js';
import { WaitingList } from './register/waiting-list.js';

/** The events and their arguments. */
export interface SandboxEvents {
  /** A write changed an alert: the alert after it, and what happened. */
  alert: [alert: SandboxAlert, change: AlertChange];
  /** A request was received and decided: its status, or `undefined` if a fault leaves it without a response. */
  request: [request: ReceivedRequest];
}

type Listeners = { readonly [Event in keyof SandboxEvents]: Set<(...args: SandboxEvents[Event]) => void> };

const PATIENCE = '5s';

/**
 * A local server with the alert API of Opsgenie or Jira Service Management, for tests and for development without an account. It checks keys and limits, answers
 * 202 and processes later, deduplicates by alias, and simulates network faults on request.
 *
 * As Opsgenie it knows `/v2/alerts…` and `/v2/heartbeats…`, behind any path; with `platform: 'jsm'` only the calls that Jira Service
 * Management has. It keeps the last 50,000 requests and 100,000 alerts, so it can run for days.
 *
 * @example
 * const sandbox = await OpsgenieSandbox.start();
 * // OpsgenieModule.forRoot({ baseUrl: sandbox.url, apiKey: randomUUID(), … })
 * const alert = await sandbox.waitForAlert({ message: 'GET /orders/:id answered 500' });
 * await sandbox.stop();
 */
export class OpsgenieSandbox {
  readonly #settings: SandboxSettings;
  readonly #listeners: Listeners = { alert: new Set(), request: new Set() };
  readonly #log = new RequestLog();
  readonly #faults: FaultSwitch;
  readonly #alertWaits = new WaitingList<SandboxAlert>();
  readonly #requestWaits = new WaitingList<ReceivedRequest>();
  #platform: AlertPlatform;
  #inbox: Inbox | undefined;
  readonly #listener = new HttpListener((request) => this.#receive(request));

  private constructor(settings: SandboxSettings) {
    this.#settings = settings;
    this.#faults = new FaultSwitch(settings.clock);
    this.#platform = this.#newPlatform();
  }

  /**
   * Starts a sandbox.
   *
   * @throws TypeError if an option is invalid
   * @throws Error if the port is in use
   */
  static async start(options: SandboxOptions = {}): Promise<OpsgenieSandbox> {
    const settings = readSandboxOptions(options);
    const sandbox = new OpsgenieSandbox(settings);
    if (settings.page) await sandbox.#openInbox();
    try {
      await sandbox.#listener.listen(settings.port);
    } catch (error) {
      await sandbox.stop();
      throw error;
    }
    return sandbox;
  }

  /** Its URL, without a trailing slash; for `baseUrl`. A path may be appended. */
  get url(): string {
    return this.#listener.url;
  }

  /** The received requests, the oldest first; the last 50,000, and at most 32 million characters of bodies. */
  get requests(): readonly ReceivedRequest[] {
    return this.#log.requests;
  }

  /** The current alerts, open and closed, the oldest first. */
  get alerts(): readonly SandboxAlert[] {
    return this.#platform.alerts;
  }

  /** The received pings, the oldest first; the last 8,640. */
  get heartbeats(): readonly SandboxHeartbeat[] {
    return this.#platform.pings;
  }

  /** The heartbeats that pings are expected for, the oldest first. */
  get expectedHeartbeats(): readonly ExpectedHeartbeat[] {
    return this.#platform.heartbeats.all;
  }

  /**
   * Adds a heartbeat, as `POST /v2/heartbeats` does, but with an interval of any length. From its first ping on, the sandbox opens an alert
   * (`<name> is expired`) when no ping arrives within the interval. The next ping ends the expiry and leaves the alert open: whether the
   * platform closes it is not documented.
   *
   * @throws TypeError if the interval is no duration above zero, if there is a heartbeat of this name, or with `platform: 'jsm'`, whose
   * integration keys ping no heartbeats
   */
  expectHeartbeat(name: string, interval: Duration): void {
    if (this.#settings.platform === 'jsm') {
      throw new TypeError('OpsgenieSandbox: integration keys of Jira Service Management ping no heartbeats.');
    }
    const milliseconds = parseDuration(interval);
    if (milliseconds === undefined || milliseconds === 0) {
      throw new TypeError(`OpsgenieSandbox: interval should be a duration such as '1m', not ${String(interval)}.`);
    }
    const { minutes } = INTERVAL_UNITS;
    const heartbeat = { name, interval: milliseconds / minutes, intervalUnit: 'minutes', enabled: true } as const;
    const added = this.#platform.heartbeats.add(heartbeat);
    if (typeof added === 'string') throw new TypeError(`OpsgenieSandbox: ${added}.`);
  }

  /**
   * Resolves with the newest matching alert, as soon as there is one.
   *
   * @param where fields with exactly these values (`{ alias, status: 'closed' }`), or a function
   * @param timeout in real time. @defaultValue `'5s'`
   * @throws Error with the condition and the existing alerts
   */
  async waitForAlert(where: AlertCondition, timeout: Duration = PATIENCE): Promise<SandboxAlert> {
    return this.#alertWaits.wait(this.alerts.toReversed(), alertTest(where), timeout, () =>
      describeWait(where, this.alerts),
    );
  }

  /**
   * Resolves with the first request for which `matches` returns true. It is called when a request arrives and again when it has been
   * answered, when its `status` is known.
   *
   * @param timeout in real time. @defaultValue `'5s'`
   * @throws Error with the number of received requests
   */
  async waitForRequest(
    matches: (request: ReceivedRequest) => boolean,
    timeout: Duration = PATIENCE,
  ): Promise<ReceivedRequest> {
    return this.#requestWaits.wait(this.requests, matches, timeout, () => {
      const lines = this.requests.slice(-REQUESTS_LISTED).map(describeRequest);
      return [`a request that satisfies ${matches.toString()}. The last of ${this.requests.length}:`, ...lines].join(
        '\n',
      );
    });
  }

  /**
   * Activates a fault, replacing the previous one; `undefined` clears it.
   *
   * @throws TypeError if the fault is invalid
   */
  fault(fault: SandboxFault | undefined): void {
    this.#faults.set(fault);
    this.#inbox?.faultChanged();
  }

  /** Subscribes to an event. @returns a function that unsubscribes */
  on<Event extends keyof SandboxEvents>(event: Event, listener: (...args: SandboxEvents[Event]) => void): () => void {
    this.#listeners[event].add(listener);
    return () => void this.#listeners[event].delete(listener);
  }

  /** Clears all requests, alerts, heartbeats, pings and the fault, for the next test on the same URL. Accepted writes are processed first. */
  reset(): void {
    this.#platform.processAll();
    this.#platform.heartbeats.stop();
    this.#platform = this.#newPlatform();
    this.#log.clear();
    this.#faults.set(undefined);
    this.#inbox?.cleared();
  }

  /** Processes accepted writes, closes all connections and frees the port. Received data stays readable; a second call does nothing. */
  async stop(): Promise<void> {
    this.#inbox?.stop();
    await this.#listener.close();
    this.#platform.processAll();
    this.#platform.heartbeats.stop();
    this.#alertWaits.abandon('The sandbox was stopped before the alert arrived.');
    this.#requestWaits.abandon('The sandbox was stopped before the request arrived.');
  }

  async #receive(raw: RawRequest): Promise<Reply> {
    const { clock } = this.#settings;
    const request = readRequest(raw, new Date(clock.wall()));
    this.#log.add(request);
    this.#requestWaits.offer(request);
    const fault = this.#faults.strike(request);
    const delay = parseDuration(fault?.delay);
    if (delay !== undefined) await new Promise<void>((resolve) => clock.after(delay, resolve));
    const reply = replyUnderFault(fault, (disabled) => this.#platform.answer(request, disabled));
    if (typeof reply === 'object') request.status = 'send' in reply ? reply.send.status : reply.breakOff.status;
    this.#requestWaits.offer(request);
    for (const listener of this.#listeners.request) listener(request);
    return reply;
  }

  /** Loaded only here: tests need no page. */
  async #openInbox(): Promise<void> {
    const [{ Inbox }, { InboxServer }, { inboxSource }] = await Promise.all([
      import('./inbox/inbox.js'),
      import('./inbox/inbox-server.js'),
      import('./inbox/sandbox-source.js'),
    ]);
    const { clock } = this.#settings;
    const source = inboxSource({
      clock,
      sandbox: this,
      fault: () => this.#faults.active,
      act: (change) => this.#platform.act(change),
    });
    const inbox = new Inbox(source);
    this.#listener.front = new InboxServer(inbox, source).handle;
    this.on('alert', (alert, change) => inbox.alertChanged(alert, change));
    this.on('request', (request) => inbox.requestAnswered(request));
    this.#inbox = inbox;
  }

  #newPlatform(): AlertPlatform {
    return new AlertPlatform({
      ...this.#settings,
      onAlert: (alert, change) => {
        this.#alertWaits.offer(alert);
        for (const listener of this.#listeners.alert) listener(alert, change);
      },
    });
  }
}

/** Enough to see what went wrong. */
const REQUESTS_LISTED = 20;

function describeRequest({ method, path, status }: ReceivedRequest): string {
  return `  ${method} ${path} → ${status ?? 'no answer'}`;
}
