import type { Monitor } from '../../incidents/monitor.js';
import type { CompiledRule } from '../../rules/compiled-rule.js';
import type { EntryPoint, Method } from './entry-point.js';

/** A method whose runs are observed. */
export interface ObservedMethod {
  readonly entryPoint: EntryPoint;
  readonly method: Method;
  readonly rules: readonly CompiledRule[];
  /** Takes the outcomes of its runs. */
  readonly monitor: Pick<Monitor, 'operation' | 'record'>;
}
