import { errorMonitor, type EventEmitter } from 'node:events';

import { serverOf, type ObservedApplication } from '../observed-application.js';
import type { Observer, ObserverContext } from '../observer.js';
import { ProcessErrors } from './process-errors.js';

/**
 * An application that has not started to listen this long after its bootstrap counts as up: it may use a server of its own. A port
 * conflict would have failed sooner. Milliseconds.
 */
const UP_WITHOUT_LISTENING = 5_000;

const ALREADY_HANDLED =
  'Another OpsgenieModule in this process already handles `processErrors`; ignoring it here. ' +
  'If the application imports it once, `npm ls nestjs-opsgenie` shows whether there are two copies.';

/** Reports errors that end the process, and a start that failed. */
export class ProcessObserver implements Observer {
  /** Imports share the process by an arrangement of their own, see {@link ProcessErrors.start}. */
  readonly isExclusive = false;
  readonly #context: ObserverContext;
  readonly #errors: ProcessErrors;
  #application: ObservedApplication | undefined;

  constructor(context: ObserverContext) {
    const { log, process: reports } = context;
    this.#context = context;
    this.#errors = new ProcessErrors({
      uncaught: (error, origin, state) => reports.uncaught(error, origin, state),
      startFailed: (exitCode, uptime, error) => reports.startFailed(exitCode, uptime, error),
      ending: () => reports.sendNow(),
      stopped: () => reports.stop(),
      replaced: () => log.warn(ALREADY_HANDLED),
    });
  }

  start(): void {
    const { log, process: reports, settings } = this.#context;
    if (!settings.processErrors) return;
    if (this.#errors.start()) reports.start();
    else log.warn(ALREADY_HANDLED);
  }

  attach(application: ObservedApplication): void {
    this.#application = application;
    // The module was loaded lazily, into an application that is up.
    if (serverOf(application)?.listening === true) this.#errors.up();
  }

  ready(): void {
    const server = this.#application && serverOf(this.#application);
    const up = (): void => this.#errors.up();
    if (server === undefined) return up();
    server.once('listening', up);
    // Unlike a listener of `error`, one of this event does not make an error a handled one. The types of servers do not know it.
    const emitter: EventEmitter = server;
    emitter.on(errorMonitor, (error: unknown) => this.#errors.cannotStart(error));
    this.#context.clock.after(UP_WITHOUT_LISTENING, up);
  }

  stop(): void {
    this.#errors.stop();
  }
}
