import { processorOf } from '../../queue-processor.js';
import type { Context } from '../entry-point.js';

/** Processors of `@nestjs/bullmq` and of `@nestjs/bull`. */
export const queues: Context = (method) => {
  const processor = processorOf(method);
  if (processor === undefined) return undefined;
  const { queue, job } = processor;
  const operation = `queue:${queue}${job === undefined ? '' : `:${job}`}`;
  return { kind: 'queues', operation, caller: 'none', hasLatency: true };
};
