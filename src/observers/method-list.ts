import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import type { OutcomeKind } from '../rules/outcome.js';
import type { Class } from './application-classes.js';
import { OperationNames } from './http/operation-names.js';
import { handlersOf } from './http/route-handlers.js';
import { methodRosterOf } from './runs/method-roster.js';

/** A method whose runs the module observes. */
export interface ListedMethod {
  readonly type: Class;
  readonly name: string;
  readonly method: object;
  readonly kind: OutcomeKind;
  /** `GET /orders/:id`, `cron:ReportsService.nightly` */
  readonly operation: string;
}

/**
 * Lists the methods that the module would observe, without observing any: the handlers of routes, what other libraries call, and methods with
 * alert decorators of their own. Classes of instances that factories make are missing unless the application runs.
 */
export function methodList(modules: ModulesContainer, config: ApplicationConfig): ListedMethod[] {
  const names = new OperationNames(modules, config);
  const handlers = handlersOf(modules).map(({ controller, name, method }): ListedMethod => {
    const { verb = 'ALL', declaredRoute = '/', distinction = '' } = names.of(controller, method) ?? {};
    return { type: controller, name, method, kind: 'http', operation: `${verb} ${declaredRoute}${distinction}` };
  });
  const { found } = methodRosterOf(modules, new Set());
  const runs = found.map(({ method: { type, name, method }, entryPoint: { kind, operation } }): ListedMethod => ({
    type,
    name: String(name),
    method,
    kind,
    operation,
  }));
  return [...handlers, ...runs];
}
