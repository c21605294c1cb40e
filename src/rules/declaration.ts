import 'reflect-metadata';

import { readProperty } from '../text/guarded-read.js';
import { excerpt, OpsgenieConfigurationError, show, type ConfigurationProblem } from '../validation/problem.js';
import type { AlertKind, AlertShape } from './alert-shape.js';
import type { HeartbeatOptions } from './heartbeat.js';
import { isSameRule } from './is-rule.js';
import type { AnyRule } from './rule.js';

/** What the decorators on one class or method say. */
export interface Declaration {
  readonly rules: readonly AnyRule[];
  /** What `@AlertDefaults` gives to every rule below it. */
  readonly shape: AlertShape;
  /** The kinds that `@SkipAlerts` silences; an empty list silences none and undoes a farther `@SkipAlerts`. */
  readonly skip?: readonly AlertKind[];
  /** What `@Heartbeat` says. */
  readonly heartbeat?: DeclaredHeartbeat;
}

/** A heartbeat that successful runs of a method ping. */
export interface DeclaredHeartbeat extends HeartbeatOptions {
  readonly name: string;
}

const KEY = Symbol.for('nestjs-opsgenie:declaration');
const NOTHING: Declaration = { rules: [], shape: {} };

/** Static methods that bear a decorator, `Orders.import (static)`: no request reaches them. They come from the code, so there are few. */
export const STATIC_DECLARATIONS = new Set<string>();

/** The classes with a decorator on themselves or on a method. Weak, because a test may define classes without end. */
const declaring: WeakRef<NamedClass>[] = [];
const isKnown = new WeakSet<object>();
/** More classes than an application has. */
const MOST_CLASSES = 10_000;

/** A class. */
interface NamedClass {
  readonly name: string;
}

/** The classes of the process with a decorator on themselves or on a method that is not static. */
export function declaredClasses(): readonly NamedClass[] {
  return declaring.flatMap((reference) => reference.deref() ?? []);
}

function noteClass(type: unknown): void {
  if (typeof type !== 'function' || isKnown.has(type) || declaring.length >= MOST_CLASSES) return;
  isKnown.add(type);
  declaring.push(new WeakRef(type));
}

/** Whether a class (without its base classes) or a method bears a decorator. */
export function isDeclared(target: object): boolean {
  return Reflect.hasOwnMetadata(KEY, target);
}

/** Reads what is declared on a class (without its base classes) or on a method. */
export function declarationOf(target: object): Declaration {
  return (Reflect.getOwnMetadata(KEY, target) as Declaration | undefined) ?? NOTHING;
}

/**
 * A decorator that adds to the declaration of the class or method that it stands on.
 *
 * @param decorator how it is written, for errors: `@AlertOnStatus()`
 * @param problems what is wrong with its arguments; any makes it throw when the class is defined
 * @param add gives the new declaration, or a text that says why it does not go with what is there already
 * @param allowed where it may stand. @defaultValue on classes and methods
 */
export function declare(
  decorator: string,
  problems: readonly ConfigurationProblem[],
  add: (declaration: Declaration) => Declaration | string,
  allowed: 'a class or a method' | 'a method' = 'a class or a method',
): ClassDecorator & MethodDecorator {
  return (target: object, property?: string | symbol, descriptor?: PropertyDescriptor) => {
    const place = `${decorator} on ${nameOf(target, property)}`;
    if (problems.length > 0) throw new OpsgenieConfigurationError(place, problems);
    // A property or a parameter comes with a name or an index, but without a method.
    const holder: unknown =
      property === undefined && descriptor === undefined && allowed !== 'a method'
        ? target
        : readProperty(descriptor, 'value');
    if (typeof holder !== 'function') {
      const message = `must be ${allowed}${property === undefined ? '' : adviceFor(property, descriptor)}`;
      throw new OpsgenieConfigurationError(place, [{ path: 'target', message }]);
    }
    const declaration = add(declarationOf(holder));
    if (typeof declaration === 'string') {
      throw new OpsgenieConfigurationError(place, [{ path: 'name', message: declaration }]);
    }
    Reflect.defineMetadata(KEY, declaration, holder);
    if (typeof target === 'function' && property !== undefined)
      STATIC_DECLARATIONS.add(`${nameOf(target, property)} (static)`);
    else noteClass(property === undefined ? target : readProperty(target, 'constructor'));
  };
}

/** What to do where a decorator stands on something else of a class than a method. */
function adviceFor(property: string | symbol, descriptor: unknown): string {
  if (typeof descriptor === 'number') return '; it stands on a parameter. Put it on the method';
  const name = excerpt(String(property));
  if (descriptor !== undefined) return '; it stands on an accessor. Put it on a method';
  return `; it stands on a field, whose function nothing can observe. Write it as a method: \`${name}() { … }\` instead of \`${name} = () => { … }\``;
}

/** A decorator that adds a rule. */
export function declareRule(decorator: string, rule: AnyRule): ClassDecorator & MethodDecorator {
  return declare(decorator, rule.problems, (declaration) => {
    if (declaration.rules.some((other) => isSameRule(other, rule))) {
      return `is required: another rule with the key ${show(rule.key)} is declared here. Give one of them a \`name\``;
    }
    // Decorators run from the bottom up; a reader reads from the top down.
    return { ...declaration, rules: [rule, ...declaration.rules] };
  });
}

function nameOf(target: unknown, property: string | symbol | undefined): string {
  const type = typeof target === 'function' ? target : readProperty(target, 'constructor');
  const name = readProperty(type, 'name');
  const owner = typeof name === 'string' ? excerpt(name) : 'a class without a name';
  return property === undefined ? owner : `${owner}.${excerpt(String(property))}`;
}
