import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { EntryPoint, Method } from './entry-point.js';
import type { WatchedJob } from './watched-job.js';

/** A method whose runs are observed. */
export interface ObservedMethod {
  readonly entryPoint: EntryPoint;
  readonly method: Method;
  readonly rules: readonly CompiledRule[];
  /** Takes the outcomes of its runs. */
  readonly monitor: Pick<Monitor, 'operation' | 'record'>;
  /** Absent where no rule is about when its runs start and end. */
  readonly job?: WatchedJob | undefined;
}
