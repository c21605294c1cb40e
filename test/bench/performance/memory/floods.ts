import type { INestApplicationContext } from '@nestjs/common';

import { OpsgenieService } from '../../../../src/index.js';
import { OpsgeniePipeline } from '../../../../src/pipeline/pipeline.js';
import type { ObservedOutcome } from '../../../../src/rules/outcome.js';

/** One call to the application, different each time. */
export type Flood = (index: number) => void;

export type FloodName = 'control' | 'raised' | 'thrown' | 'tasks';

/** Names that contain data, although they should come from code. */
export const FLOODS: Readonly<Record<FloodName, (application: INestApplicationContext) => Flood>> = {
  // The memory of the flood itself.
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

/** Like a program that creates error classes at runtime. */
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
