import type { CompiledRule } from '../../../rules/compiled-rule.js';
import { POPULATIONS } from '../../../text/operation.js';
import { readProperty } from '../../../text/guarded-read.js';
import type { ObservedApplication } from '../../observed-application.js';
import type { ObserverContext } from '../../observer.js';
import { processorOf } from '../../queue-processor.js';
import { jobEventsOf, listenTo, type JobEvents, type JobListener } from './job-events.js';
import type { ObservedMethod } from '../observed-method.js';
import { ProcessorJobs } from './processor-jobs.js';
import { UndecidedJobs } from './undecided-jobs.js';

/** How Bull calls jobs without a name, and processors of jobs of any name. */
const NO_NAME = '__default__';
const ANY_NAME = '*';

/** Observes the jobs of queues: each job has one outcome, however many attempts it takes. */
export class QueueJobs {
  readonly #context: ObserverContext;
  readonly #undecided: UndecidedJobs;
  readonly #processors: { readonly jobs: ProcessorJobs; readonly connect: () => boolean }[] = [];
  readonly #listening = new Map<JobEvents, () => void>();
  #isStopped = false;

  constructor(context: ObserverContext) {
    this.#context = context;
    this.#undecided = new UndecidedJobs(context.clock);
  }

  /** Adds a processor. @returns `undefined` where the method is none */
  add(observed: ObservedMethod, application: ObservedApplication): ProcessorJobs | undefined {
    const processor = processorOf(observed.method);
    if (processor === undefined) return undefined;
    let isConnected = false;
    const connect = (): boolean => {
      if (isConnected) return true;
      const sources = jobEventsOf(application.modules, observed.method.type, processor);
      for (const source of sources)
        this.#listen(source, processor.library === 'bull' ? this.#listenerOf(processor.queue) : jobs);
      return (isConnected = sources.length > 0);
    };
    const recorders = {
      jobs: observed.monitor,
      attempts: this.#recorderFor(observed, ({ countsAttempts }) => countsAttempts),
      waits: this.#recorderFor(observed, ({ needsQueue }) => needsQueue),
    };
    const parts = { context: this.#context, undecided: this.#undecided, connect };
    const jobs = new ProcessorJobs(observed, processor, recorders, parts);
    this.#processors.push({ jobs, connect });
    return jobs;
  }

  /** Listens to all queues that are registered by now. Any other is listened to when it starts its first job. */
  connect(): void {
    for (const { connect } of this.#processors)
      this.#context.faults.guard('The events of a queue could not be read', connect);
  }

  /** Waits until what became of the jobs that have just ended is known, at most `patience` milliseconds. */
  settled(patience: number): Promise<void> {
    return this.#undecided.settled(patience);
  }

  stop(): void {
    this.#isStopped = true;
    for (const stop of this.#listening.values())
      this.#context.faults.guard('The listeners of a queue could not be removed', stop);
    this.#listening.clear();
  }

  #listen(source: JobEvents, listener: JobListener): void {
    if (this.#isStopped || this.#listening.has(source)) return;
    this.#listening.set(source, listenTo(source, listener));
  }

  /** All processors of a queue of Bull share its events; each job belongs to one of them. */
  #listenerOf(queue: string): JobListener {
    const ownerOf = (job: unknown): ProcessorJobs | undefined => {
      const ofQueue = this.#processors
        .map(({ jobs }) => jobs)
        .filter(({ processor }) => processor.library === 'bull' && processor.queue === queue);
      const name = readProperty(job, 'name');
      const named = (wanted: unknown): ProcessorJobs | undefined =>
        ofQueue.find(({ processor }) => (processor.job ?? NO_NAME) === wanted);
      // A job that was removed when it failed has no name any more.
      return named(name) ?? named(ANY_NAME) ?? (name === undefined ? ofQueue[0] : undefined);
    };
    return {
      completed: (job) => ownerOf(job)?.completed(job),
      failed: (job, error) => ownerOf(job)?.failed(job, error),
    };
  }

  #recorderFor(
    { entryPoint, method, rules }: ObservedMethod,
    isMeant: (rule: CompiledRule) => boolean,
  ): ObservedMethod['monitor'] | undefined {
    const meant = rules.filter(isMeant);
    if (meant.length === 0) return undefined;
    const { kind, operation } = entryPoint;
    return this.#context.incidents.monitor(meant, operation, method.type.name, POPULATIONS[kind]);
  }
}
