import { isRecord } from '../text/guarded-read.js';
import type { Class } from './application-classes.js';

/** A method that processes the jobs of a queue. */
export interface Processor {
  readonly library: 'bullmq' | 'bull';
  readonly queue: string;
  /** The only jobs that it processes, where there are others as well. Names of code. */
  readonly job?: string | undefined;
}

interface ProcessorMethod {
  readonly type: Class;
  readonly name: string | symbol;
  readonly method: object;
}

/** The metadata of a processor of `@nestjs/bullmq` or of `@nestjs/bull`; `undefined` for any other method. */
export function processorOf({ type, name, method }: ProcessorMethod): Processor | undefined {
  const bullmq = name === 'process' ? nameIn(Reflect.getMetadata('bullmq:processor_metadata', type)) : undefined;
  if (bullmq !== undefined) return { library: 'bullmq', queue: bullmq };
  const options = Reflect.getMetadata('bull:module_queue_process', method) as unknown;
  if (options === undefined) return undefined;
  return {
    library: 'bull',
    queue: nameIn(Reflect.getMetadata('bull:module_queue', type)) ?? 'default',
    job: nameIn(options),
  };
}

function nameIn(options: unknown): string | undefined {
  const name = isRecord(options) ? options['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
