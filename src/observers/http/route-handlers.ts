import { MetadataScanner, type ModulesContainer } from '@nestjs/core';

import { isRouteHandler, type HandlerMethod } from '../route-handler.js';

/** Nest's mark on handlers of server-sent events. */
const SSE_METADATA = '__sse__';

/** A handler of a controller that Nest knows. */
export interface Handler {
  readonly controller: Controller;
  readonly name: string;
  readonly method: HandlerMethod;
  /** The class of the module that declares the controller. */
  readonly module: object | undefined;
}

interface Controller {
  readonly name: string;
  readonly prototype: object;
}

/** The handlers of all controllers. */
export function handlersOf(modules: ModulesContainer): Handler[] {
  const scanner = new MetadataScanner();
  const controllers = [...modules.values()].flatMap((module) =>
    [...module.controllers.values()].map(({ metatype }) => ({ metatype, module: module.metatype })),
  );
  return controllers.flatMap(({ metatype, module }) => {
    const controller: unknown = metatype;
    if (!isController(controller)) return [];
    const { prototype } = controller;
    return scanner.getAllMethodNames(prototype).flatMap((name): Handler[] => {
      const method: unknown = Reflect.get(prototype, name);
      return isRouteHandler(method) ? [{ controller, name, method, module }] : [];
    });
  });
}

function isController(metatype: unknown): metatype is Controller {
  if (typeof metatype !== 'function') return false;
  const prototype: unknown = metatype.prototype;
  return typeof prototype === 'object' && prototype !== null;
}

/** Whether a handler sends events for as long as a client listens. */
export function isEventStream(method: object): boolean {
  return Reflect.getMetadata(SSE_METADATA, method) === true;
}
