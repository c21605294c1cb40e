import type { ObservedOutcome } from '../../../rules/outcome.js';
import type { ObserverContext } from '../../observer.js';
import type { Processor } from '../../queue-processor.js';
import type { JobListener } from './job-events.js';
import { isControlError, isFinal, waitOf } from './jobs.js';
import type { ObservedMethod } from '../observed-method.js';
import type { UndecidedJobs } from './undecided-jobs.js';

type Recorder = ObservedMethod['monitor'];

/** The latest attempt of a job. */
interface Attempt {
  readonly startedAt: number;
  readonly outcome: ObservedOutcome;
}

/** Where the jobs of a processor are counted. */
export interface JobRecorders {
  /** Takes each job once, when it is over. */
  readonly jobs: Recorder;
  /** Takes failed attempts that are followed by another one; `undefined` where no rule counts them. */
  readonly attempts: Recorder | undefined;
  /** Takes each job when its first attempt starts; `undefined` where no rule is about waiting. */
  readonly waits: Recorder | undefined;
}

/** Dependencies of {@link ProcessorJobs}. */
export interface ProcessorJobsParts {
  readonly context: ObserverContext;
  readonly undecided: UndecidedJobs;
  /** Listens to the queue, unless it does already. @returns whether the fate of jobs will be reported */
  readonly connect: () => boolean;
}

/**
 * The jobs of one processor. The method's runs are attempts: they say how long it took and what was thrown. What became of the job, only
 * the queue knows: an attempt may be repeated, may have lost its job to another worker, or there may have been none.
 */
export class ProcessorJobs implements JobListener {
  readonly #observed: ObservedMethod;
  readonly #recorders: JobRecorders;
  readonly #parts: ProcessorJobsParts;
  readonly #attempts = new WeakMap<object, Attempt>();
  /** Whether its method ends by a callback, long after it has returned. */
  readonly #endsLater: boolean;

  constructor(
    observed: ObservedMethod,
    readonly processor: Processor,
    recorders: JobRecorders,
    parts: ProcessorJobsParts,
  ) {
    this.#observed = observed;
    this.#recorders = recorders;
    this.#parts = parts;
    // Bull tells them apart in the same way.
    const { method } = observed.method;
    this.#endsLater = processor.library === 'bull' && typeof method === 'function' && method.length > 1;
  }

  /** An attempt starts. @returns what its run has to be reported to */
  attempt(job: unknown): ObservedMethod {
    const { clock, faults } = this.#parts.context;
    const startedAt = clock.now();
    faults.guard('The start of a job could not be observed', () => this.#started(job, startedAt));
    const { operation } = this.#recorders.jobs;
    return {
      ...this.#observed,
      monitor: { operation, record: (outcome, now) => this.#ended(job, { startedAt, outcome }, now) },
    };
  }

  completed(job: unknown): void {
    this.#decide(job, []);
  }

  failed(job: unknown, error: unknown): void {
    if (isFinal(job)) return this.#decide(job, [error]);
    this.#guard(job, (now) => this.#recorders.attempts?.record(this.#outcomeOf(job, [error], now), now));
  }

  #started(job: unknown, now: number): void {
    const waitMs = this.#recorders.waits === undefined ? undefined : waitOf(job);
    if (waitMs !== undefined) this.#recorders.waits?.record({ ...this.#unseenOutcome, waitMs }, now);
  }

  #ended(job: unknown, attempt: Attempt, now: number): void {
    const { context, connect, undecided } = this.#parts;
    const { outcome } = attempt;
    if (isControlError(outcome.errors[0])) return;
    if (typeof job === 'object' && job !== null && connect()) {
      this.#attempts.set(job, attempt);
      undecided.add(job, now);
      return;
    }
    const { type, name } = this.#observed.method;
    context.faults.once(
      `${type.name}.${String(name)}: the queue's events cannot be read, so each attempt counts as a job, also those that are repeated.`,
    );
    this.#recorders.jobs.record(outcome, now);
  }

  #decide(job: unknown, errors: readonly unknown[]): void {
    this.#guard(job, (now) => this.#recorders.jobs.record(this.#outcomeOf(job, errors, now), now));
  }

  // It runs within an event of the queue: a listener that throws would become an error of the queue.
  #guard(job: unknown, action: (now: number) => void): void {
    const { context, undecided } = this.#parts;
    context.faults.guard('The end of a job could not be observed', () => action(context.clock.now()));
    if (typeof job === 'object' && job !== null) undecided.delete(job);
  }

  #outcomeOf(job: unknown, errors: readonly unknown[], now: number): ObservedOutcome {
    const attempt = typeof job === 'object' && job !== null ? this.#attempts.get(job) : undefined;
    const waitMs = waitOf(job);
    if (attempt === undefined) return { ...this.#unseenOutcome, errors, waitMs };
    const { outcome, startedAt } = attempt;
    return { ...outcome, errors, waitMs, durationMs: this.#endsLater ? now - startedAt : outcome.durationMs };
  }

  /** The outcome of a job without a run: its worker died or was blocked, for example. */
  get #unseenOutcome(): ObservedOutcome {
    const { entryPoint, method } = this.#observed;
    return {
      kind: entryPoint.kind,
      operation: this.#recorders.jobs.operation,
      controller: method.type.name,
      handler: String(method.name),
      errors: [],
      handled: false,
      caller: entryPoint.caller,
    };
  }
}
