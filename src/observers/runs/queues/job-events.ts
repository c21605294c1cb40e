import type { ModulesContainer } from '@nestjs/core';

import { isRecord, readProperty } from '../../../text/guarded-read.js';
import type { Class } from '../../application-classes.js';
import type { Processor } from '../../queue-processor.js';

/** Where a library reports the fate of jobs: a worker of BullMQ, or a queue of Bull. */
export interface JobEvents {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  getMaxListeners(): number;
  setMaxListeners(most: number): unknown;
}

/** Takes the fate of jobs. */
export interface JobListener {
  completed(job: unknown): void;
  /** An attempt failed, which may not be the last one. */
  failed(job: unknown, error: unknown): void;
}

/** Listens until the returned function is called. The limit of listeners grows by ours, so that Node warns no earlier than before. */
export function listenTo(events: JobEvents, listener: JobListener): () => void {
  const completed = (job: unknown): void => listener.completed(job);
  const failed = (job: unknown, error: unknown): void => listener.failed(job, error);
  events.on('completed', completed);
  events.on('failed', failed);
  grow(events, 1);
  return () => {
    events.off('completed', completed);
    events.off('failed', failed);
    grow(events, -1);
  };
}

/** 0 and infinity are no limits. */
function grow(events: JobEvents, by: number): void {
  const most = events.getMaxListeners();
  if (most > 0 && Number.isFinite(most)) events.setMaxListeners(most + by);
}

/**
 * Finds where the fate of a processor's jobs is reported; nothing while the library has not registered the processor yet. In BullMQ each
 * instance of the class has a worker, in Bull all processors share the queue.
 */
export function jobEventsOf(modules: ModulesContainer, type: Class, processor: Processor): JobEvents[] {
  const sources =
    processor.library === 'bullmq'
      ? [...providers(modules)].filter((provider) => isOf(provider, type)).map(workerOf)
      : [...providers(modules)].filter((provider) => isBullQueue(provider, processor.queue));
  return [...new Set(sources)].filter(isJobEvents);
}

function* providers(modules: ModulesContainer): Iterable<unknown> {
  for (const module of modules.values())
    for (const wrapper of module.providers.values()) yield readProperty(wrapper, 'instance');
}

function isOf(provider: unknown, { prototype }: Class): provider is object {
  return typeof provider === 'object' && provider !== null && Object.getPrototypeOf(provider) === prototype;
}

/** The accessor throws until there is one. */
function workerOf(instance: object): unknown {
  return readProperty(instance, 'worker');
}

/** A queue of BullMQ has no `process()`. */
function isBullQueue(provider: unknown, name: string): boolean {
  if (!isRecord(provider) || readProperty(provider, 'name') !== name) return false;
  return [readProperty(provider, 'process'), readProperty(provider, 'getJob')].every(
    (way) => typeof way === 'function',
  );
}

function isJobEvents(source: unknown): source is JobEvents {
  return ['on', 'off', 'getMaxListeners', 'setMaxListeners'].every(
    (name) => typeof readProperty(source, name) === 'function',
  );
}
