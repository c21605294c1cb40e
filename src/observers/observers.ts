import { HealthObserver } from './health/health-observer.js';
import { InstancesObserver } from './health/instances-observer.js';
import { HttpObserver } from './http/http-observer.js';
import type { ObserverContext } from './observer.js';
import { ProcessObserver } from './process/process-observer.js';
import { RunObserver } from './runs/run-observer.js';
import { TaskObserver } from './runs/task-observer.js';

/** The observers of one import of the module, by name. */
export type Observers = ReturnType<typeof observersOf>;

/** Creates all observers there are, in the order in which they start. A further one is one line here. */
export function observersOf(context: ObserverContext) {
  return {
    process: new ProcessObserver(context),
    tasks: new TaskObserver(context),
    http: new HttpObserver(context),
    runs: new RunObserver(context),
    health: new HealthObserver(context),
    instances: new InstancesObserver(context),
  };
}
