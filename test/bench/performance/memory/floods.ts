import type { INestApplicationContext } from '@nestjs/common';

import { OpsgenieService } from '../../../../src/index.js';
import { OpsgeniePipeline } from '../../../../src/pipeline/pipeline.js';
import type { ObservedOutcome } from '../../../../src/rules/outcome.js';

/** Does something with the application that is different every time. */
export type Flood = (index: number) => void;

export type FloodName = 'control' | 'raised' | 'thrown' | 'tasks';

/** Where data gets into names that should come from code. */
export const FLOODS: Readonly<Record<FloodName, (application: INestApplicationContext) => Flood>> = {
  // What the flood itself leaves behind.
  control: () => (index) => void Reflect.ownKeys({ message: `Order ${index} is stuck`, alias: `order-${index}` }),

  raised: (application) => {
    const opsgenie = application.get(OpsgenieService);
    return (index) => void opsgenie.raise({ message: `Order ${index} is stuck`, alias: `order-${index}` });
  },

  thrown: (application) => {
    const { clock, rules, incidents } = application.get(OpsgeniePipeline);
    class OrdersController {}
    const find = (): undefined => undefined;
    const monitor = incidents.monitor(rules.rulesFor(OrdersController, find), 'GET /orders/:id');
    return (index) => monitor.record(outcomeOf(errorOfItsOwnClass(index)), clock.now());
  },

  tasks: (application) => {
    const opsgenie = application.get(OpsgenieService);
    return (index) => {
      const failed = opsgenie.watch(`order-${index}`, () => Promise.reject(new Error(`Order ${index} is stuck`)));
      failed.catch(() => undefined);
    };
  },
};

/** What programs do that build their error classes as they run. */
function errorOfItsOwnClass(index: number): Error {
  const type = class extends Error {};
  Object.defineProperty(type, 'name', { value: `Order${index}Stuck` });
  return new type(`Order ${index} is stuck`);
}

function outcomeOf(error: Error): ObservedOutcome {
  return {
    kind: 'http',
    operation: 'GET /orders/:id',
    durationMs: 1,
    errors: [error],
    handled: false,
    http: {
      status: 500,
      aborted: false,
      unrouted: false,
      request: { method: 'GET', path: '/orders/7', headers: {} },
    },
  };
}
