import { isRetriable } from '../../rules/expected-error.js';
import type { ObservedOutcome } from '../../rules/outcome.js';
import { activeTrace } from '../../telemetry/active-trace.js';
import type { ObserverContext } from '../observer.js';
import type { ObservedMethod } from './observed-method.js';
import { ObservedRun, type RunRecorder } from './observed-run.js';
import { RunsUnderWay } from './runs-under-way.js';

/** Reports how each run of an observed method ended. */
export class RunReporter implements RunRecorder {
  readonly underWay: RunsUnderWay;
  readonly #context: ObserverContext;

  constructor(context: ObserverContext) {
    this.#context = context;
    this.underWay = new RunsUnderWay(context.clock);
  }

  /**
   * A run starts.
   *
   * @param over called when nothing has to wait for it any more; must not throw
   */
  start(observed: ObservedMethod, over?: () => void): ObservedRun {
    const startedAt = this.#context.clock.now();
    this.underWay.started();
    return new ObservedRun(this, observed, startedAt, over);
  }

  over(): void {
    this.underWay.ended();
  }

  /** Reports that a guard threw, so that the method did not run. */
  refused(observed: ObservedMethod, error: unknown): void {
    this.record(observed, undefined, [error], false, true);
  }

  // It runs within the application's own work: what fails here must not become the work's failure.
  record(
    observed: ObservedMethod,
    startedAt: number | undefined,
    errors: readonly unknown[],
    isTimed: boolean,
    refused?: boolean,
  ): void {
    const { clock, faults } = this.#context;
    try {
      const { entryPoint, method, monitor } = observed;
      const now = clock.now();
      const hasFailed = errors.length > 0;
      const outcome: ObservedOutcome = {
        kind: entryPoint.kind,
        operation: monitor.operation,
        controller: method.type.name,
        handler: String(method.name),
        startedAt,
        durationMs: startedAt === undefined || !isTimed || !entryPoint.hasLatency ? undefined : now - startedAt,
        errors,
        handled: false,
        caller: entryPoint.caller,
        refused,
        willRetry: hasFailed && entryPoint.kind === 'rpc' && isRetriable(errors[0]),
        trace: hasFailed ? activeTrace() : undefined,
      };
      monitor.record(outcome, now);
    } catch (error) {
      // Not `guard()`, which needs a closure for each run.
      faults.report('A run could not be observed', error);
    }
  }
}
