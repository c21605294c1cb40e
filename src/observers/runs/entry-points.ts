import { cli } from './contexts/cli.js';
import { cqrs } from './contexts/cqrs.js';
import { events } from './contexts/events.js';
import { graphql, graphqlField } from './contexts/graphql.js';
import { queues } from './contexts/queues.js';
import { rpc } from './contexts/rpc.js';
import { schedule } from './contexts/schedule.js';
import { gatewayHook, ws } from './contexts/ws.js';
import { placeOf, type Context, type EntryPoint, type Method } from './entry-point.js';

/**
 * All contexts that call methods of an application outside HTTP, by what their decorators stand on. A further one is one file and one line
 * here.
 */
const CONTEXTS: Readonly<Record<'method' | 'class', readonly Context[]>> = {
  method: [graphql, rpc, ws, schedule, events],
  class: [queues, cqrs, cli],
};

/** What calls a method, where its metadata says it. A method with several decorators is named by the first context that knows it. */
export function entryPointOf(method: Method): EntryPoint | undefined {
  // Most methods have no decorators at all, and a large application has thousands of them.
  const hasDecorators = Reflect.getOwnMetadataKeys(method.method).length > 0;
  const contexts = hasDecorators ? [...CONTEXTS.method, ...CONTEXTS.class] : CONTEXTS.class;
  for (const context of contexts) {
    const entryPoint = context(method);
    if (entryPoint !== undefined) return entryPoint;
  }
  return undefined;
}

/** Stages of the life of an application: how long they take is not how long someone waits. */
const HOOKS: readonly unknown[] = [
  'onModuleInit',
  'onApplicationBootstrap',
  'onModuleDestroy',
  'beforeApplicationShutdown',
  'onApplicationShutdown',
  'afterInit',
];

/** A method that only the application's own code calls. Its caller may answer an error, so ordinary answers are none. */
export function plainMethod(method: Method): EntryPoint {
  const isHook = HOOKS.includes(method.name);
  const operation = `method:${placeOf(method)}`;
  return (
    graphqlField(method) ??
    gatewayHook(method) ?? { kind: 'method', operation, caller: 'client', hasLatency: !isHook, isRare: isHook }
  );
}
