import type { ProcessErrors } from '../observers/process/process-errors.js';
import type { OpsgeniePipeline } from './pipeline.js';

/** What is made as soon as the options are known. */
export interface Opened {
  readonly pipeline: OpsgeniePipeline;
  readonly processErrors: ProcessErrors;
  /** Ends that the end of the process is watched. */
  readonly unwatchEnd: () => void;
}

/** The token of {@link Opened}. */
export const OPENED = Symbol('nestjs-opsgenie.opened');
