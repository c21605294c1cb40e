import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import { methodList } from '../observers/method-list.js';
import { decoratedClasses } from '../observers/decorated-classes.js';
import { decoratorsWithUnknownTarget, misplacedDecorators } from '../observers/misplaced-decorators.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import { RuleBook } from '../rules/rule-book.js';
import { rulesOfJobs } from '../rules/rules-of-jobs.js';
import type { EffectiveRule } from '../rules/effective-rule.js';
import type { OutcomeKind } from '../rules/outcome.js';

/** What holds for one method of an application. */
export interface MethodRules {
  /** `GET /orders/:id`, `cron:ReportsService.nightly` */
  readonly operation: string;
  /** `OrdersController.find` */
  readonly method: string;
  readonly kind: OutcomeKind;
  /** Why its runs are not observed; absent if they are. */
  readonly unobserved?: string | undefined;
  readonly rules: readonly EffectiveRule[];
}

/** What holds for an application. */
export interface ApplicationRules {
  readonly methods: readonly MethodRules[];
  /** Decorators that stop the start of the application, with the reason. */
  readonly problems: readonly string[];
}

/** Shows what holds for each method of an application, which need not run. Sends nothing, and changes nothing in the application. */
export function rulesOfApplication(
  modules: ModulesContainer,
  config: ApplicationConfig,
  { rules, defaults, missedRuns, observe, targets }: ResolvedOptions,
): ApplicationRules {
  const book = new RuleBook(rules, defaults, rulesOfJobs(missedRuns));
  const methods = methodList(modules, config).map(({ type, name, method, kind, operation }): MethodRules => {
    const isOff = Object.entries(observe).some(([observed, on]) => observed === kind && on === false);
    return {
      operation,
      method: `${type.name}.${name}`,
      kind,
      unobserved: isOff ? `observe.${kind} is false` : undefined,
      rules: book.explain(type, method, kind),
    };
  });
  const classes = decoratedClasses(modules);
  const misplaced = misplacedDecorators(classes).flatMap(({ decorator, problems: found }) =>
    found.map(({ path, message }) => `${decorator}: ${path} ${message}.`),
  );
  const aboutTargets = decoratorsWithUnknownTarget(classes, new Set(targets.keys())).map(
    ({ path, message }) => `${path}: ${message}.`,
  );
  return { methods, problems: [...misplaced, ...aboutTargets] };
}
