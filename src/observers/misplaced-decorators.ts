import { classChain } from '../rules/class-chain.js';
import { declarationOf, type Declaration } from '../rules/declaration.js';
import { complaintsAboutTargets } from '../rules/known-target.js';
import { isMaxRuntimeRule } from '../rules/kinds/max-runtime.js';
import { RULE_KINDS } from '../rules/rule-kinds.js';
import type { AnyRule } from '../rules/rule.js';
import { readProperty } from '../text/guarded-read.js';
import type { ConfigurationProblem } from '../validation/problem.js';
import { methodsOf, type Class } from './application-classes.js';
import { processorOf } from './queue-processor.js';
import { isRouteHandler } from './route-handler.js';

/** A decorator that has an effect on some methods only: elsewhere its alert would never come. */
interface Restriction {
  /** How it is written. */
  readonly decorator: string;
  readonly isMeant: (declaration: Declaration) => boolean;
  readonly fits: (type: Class, name: string | symbol, method: object) => boolean;
  /** What is wrong elsewhere, and what to do. */
  readonly message: string;
}

const RESTRICTIONS: readonly Restriction[] = [
  {
    decorator: '@AlertOnStatus()',
    isMeant: anyRule(({ kind }) => RULE_KINDS[kind].needsStatus),
    fits: (_type, _name, method) => isRouteHandler(method),
    message: 'has no status, because it is no handler of an HTTP route. Use @AlertOnException() or @AlertOnLatency()',
  },
  {
    decorator: "@AlertOnLatency() of: 'wait'",
    isMeant: anyRule((rule) => RULE_KINDS[rule.kind].needsQueue?.(rule) === true),
    fits: (type, name, method) => processorOf({ type, name, method }) !== undefined,
    message:
      "has no waiting jobs, because it is no processor of a queue. Remove `of: 'wait'`, which measures how long jobs wait",
  },
  {
    decorator: '@Heartbeat()',
    isMeant: ({ heartbeat }) => heartbeat !== undefined,
    fits: (_type, _name, method) => !isRouteHandler(method),
    message:
      'is a handler of an HTTP route, which pings no heartbeat. Put it on a method of a provider that does the work',
  },
  {
    decorator: '@MaxRuntime()',
    isMeant: anyRule(isMaxRuntimeRule),
    fits: (_type, _name, method) => !isRouteHandler(method),
    message:
      'is a handler of an HTTP route, which is not watched while it runs. Use @AlertOnLatency(), which alerts when it has answered',
  },
];

function anyRule(isMeant: (rule: AnyRule) => boolean): Restriction['isMeant'] {
  return ({ rules }) => rules.some(isMeant);
}

/** A decorator that stands where it has no effect, with all these places. */
export interface MisplacedDecorator {
  readonly decorator: string;
  readonly problems: readonly ConfigurationProblem[];
}

/** Finds the decorators that stand where they have no effect. @param classes those of the application that have decorators */
export function misplacedDecorators(classes: readonly Class[]): MisplacedDecorator[] {
  return RESTRICTIONS.map((restriction) => ({
    decorator: restriction.decorator,
    problems: classes.flatMap((type) => problemsOf(type, restriction)),
  })).filter(({ problems }) => problems.length > 0);
}

/** Finds the decorators that name a target which the module does not have. @param known the names in the option `targets` */
export function decoratorsWithUnknownTarget(
  classes: readonly Class[],
  known: ReadonlySet<string>,
): readonly ConfigurationProblem[] {
  const problems = classes.flatMap((type) => [
    ...classChain(type).flatMap((base) => problemsAt(base, classNameOf(base), known)),
    ...methodsOf(type).flatMap(([name, method]) => problemsAt(method, `${type.name}.${String(name)}`, known)),
  ]);
  // Classes that share a base class share its problems.
  return [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
}

function classNameOf(type: object): string {
  const name = readProperty(type, 'name');
  return typeof name === 'string' && name !== '' ? name : 'a class without a name';
}

function problemsAt(target: object, place: string, known: ReadonlySet<string>): ConfigurationProblem[] {
  return complaintsAboutTargets(declarationOf(target), known).map((message) => ({ path: `${place}: target`, message }));
}

/** The methods that bear `@Heartbeat()`: `ReportsService.nightly`. */
export function methodsWithHeartbeat(classes: readonly Class[]): readonly string[] {
  return classes.flatMap((type) =>
    methodsOf(type)
      .filter(([, method]) => declarationOf(method).heartbeat !== undefined)
      .map(([name]) => `${type.name}.${String(name)}`),
  );
}

function problemsOf(type: Class, { isMeant, fits, message }: Restriction): ConfigurationProblem[] {
  const says = (target: object): boolean => isMeant(declarationOf(target));
  const methods = methodsOf(type);
  const misplaced = methods
    .filter(([name, method]) => says(method) && !fits(type, name, method))
    .map(([name]) => `${type.name}.${String(name)}`);
  const isClassWrong = classChain(type).some(says) && !methods.some(([name, method]) => fits(type, name, method));
  return [...(isClassWrong ? [type.name] : []), ...misplaced].map((path) => ({ path, message }));
}
