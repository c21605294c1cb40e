import { isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context, type EntryPoint } from '../entry-point.js';

/** Processors of `@nestjs/bullmq` and of `@nestjs/bull`. */
export const queues: Context = ({ type, name, method }) => {
  const bullmq = name === 'process' ? nameIn(metadata('bullmq:processor_metadata', type)) : undefined;
  if (bullmq !== undefined) return entryPoint(bullmq);
  const options = metadata('bull:module_queue_process', method);
  if (options === undefined) return undefined;
  const job = nameIn(options);
  const queue = nameIn(metadata('bull:module_queue', type)) ?? '?';
  return entryPoint(job === undefined ? queue : `${queue}:${job}`);
};

function entryPoint(name: string): EntryPoint {
  return { kind: 'queues', operation: `queue:${name}`, caller: 'none', hasLatency: true };
}

function nameIn(options: unknown): string | undefined {
  const name = isRecord(options) ? options['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
