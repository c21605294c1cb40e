import { Inject, Injectable, Optional } from '@nestjs/common';

import { resolveOptions } from '../opsgenie.options.js';
import { OpsgenieService } from '../opsgenie.service.js';
import { journalOf } from '../pipeline/chosen-journal.js';
import { platformOf } from '../pipeline/chosen-platform.js';
import { logOf } from '../pipeline/logger.js';
import { OpsgeniePipeline } from '../pipeline/pipeline.js';
import { OPSGENIE_CLOCK } from '../pipeline/tokens.js';
import { IsolatedHttpService } from '../platforms/http/isolated-http-service.js';
import { AlertRegister } from '../sandbox/register/alert-register.js';
import type { SandboxAlert } from '../sandbox/register/sandbox-alert.js';
import { systemClock, type Clock } from '../time/clock.js';
import { RecordingOutbox } from './recording-outbox.js';

/**
 * Stands in for `OpsgenieService` in unit tests of what injects it. It works as the real one does, with the same aliases and texts, but
 * sends nothing: each call has changed {@link RecordingOpsgenieService.alerts} when it returns.
 *
 * @example
 * ```ts
 * const opsgenie = new RecordingOpsgenieService();
 * const stock = new StockService(opsgenie);
 * stock.refill();
 * expect(opsgenie.open).toMatchObject([{ message: expect.stringContaining('Stock feed is late'), priority: 'P2' }]);
 * ```
 * @example With Nest: `{ provide: OpsgenieService, useClass: RecordingOpsgenieService }`, or
 * `.overrideProvider(OpsgenieService).useValue(new RecordingOpsgenieService())`.
 */
@Injectable()
export class RecordingOpsgenieService extends OpsgenieService {
  readonly #register: AlertRegister;

  /** @param clock what `closeAfter` and `mute()` run on. @defaultValue in Nest that of the module, otherwise the machine's */
  constructor(@Optional() @Inject(OPSGENIE_CLOCK) clock: Clock = systemClock) {
    const register = new AlertRegister(clock);
    super(recordingPipeline(clock, register));
    this.#register = register;
  }

  /** All alerts that were raised, open and closed, the oldest first. A raise with the alias of an open alert only increases its `count`. */
  get alerts(): readonly SandboxAlert[] {
    return this.#register.alerts;
  }

  /** The alerts that are open. */
  get open(): readonly SandboxAlert[] {
    return this.alerts.filter(({ status }) => status === 'open');
  }

  /** The alerts that are closed. */
  get closed(): readonly SandboxAlert[] {
    return this.alerts.filter(({ status }) => status === 'closed');
  }
}

function recordingPipeline(clock: Clock, register: AlertRegister): OpsgeniePipeline {
  const options = resolveOptions({
    enabled: true,
    dryRun: true,
    service: 'app',
    environment: 'production',
    rules: [],
    logger: false,
  });
  return new OpsgeniePipeline(options, {
    log: logOf(options.logger),
    http: new IsolatedHttpService(),
    clock,
    choosePlatform: platformOf,
    chooseJournal: journalOf,
    createOutbox: (parts) => new RecordingOutbox(parts, register),
    // It does not know the options of the application.
    isTarget: () => true,
  });
}
