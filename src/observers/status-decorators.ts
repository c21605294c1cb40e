import type { ModulesContainer } from '@nestjs/core';

import { classChain } from '../rules/class-chain.js';
import { declarationOf } from '../rules/declaration.js';
import { RULE_KINDS } from '../rules/rule-kinds.js';
import type { ConfigurationProblem } from '../validation/problem.js';
import { classesOf, methodsOf, type Class } from './application-classes.js';
import { isRouteHandler } from './route-handler.js';

/** Finds `@AlertOnStatus()` where nothing has a status: such an alert would be waited for in vain. */
export function problemsOfStatusDecorators(modules: ModulesContainer): ConfigurationProblem[] {
  const classes = [...modules.values()].flatMap((module) =>
    [module.controllers, module.providers, module.injectables].flatMap(classesOf),
  );
  return [...new Set(classes)].flatMap(problemsOf);
}

function problemsOf(type: Class): ConfigurationProblem[] {
  const methods = methodsOf(type);
  const misplaced = methods
    .filter(([, method]) => saysStatus(method) && !isRouteHandler(method))
    .map(([name]) => `${type.name}.${String(name)}`);
  const isClassWrong = classChain(type).some(saysStatus) && !methods.some(([, method]) => isRouteHandler(method));
  return [...(isClassWrong ? [type.name] : []), ...misplaced].map((path) => ({
    path,
    message: 'has no status, because it is no handler of an HTTP route. Use @AlertOnException() or @AlertOnLatency()',
  }));
}

function saysStatus(target: object): boolean {
  return declarationOf(target).rules.some(({ kind }) => RULE_KINDS[kind].needsStatus);
}
