import type { ModulesContainer } from '@nestjs/core';

import { isDeclared, STATIC_DECLARATIONS } from '../rules/declaration.js';
import { classesOf, methodsOf, type Class } from './application-classes.js';
import { decoratedClasses, isClassDecorated } from './decorated-classes.js';
import type { DecoratedMethod } from './observer.js';
import type { ObserverGroup } from './observer-group.js';

/** More are counted, but not listed. */
const MOST_LISTED = 20;

/** What is known of how decorators take effect. */
export type Reach = Pick<ObserverGroup, 'kindOf' | 'reachesClass' | 'switchedOffBy'>;

/** A class or method on which alert decorators have no effect. */
interface SilentPlace {
  readonly name: string;
  /** The option that keeps it from being observed: `observe.schedule is false`. */
  readonly option?: string | undefined;
}

/**
 * A warning that lists the classes and methods on which alert decorators have no effect; `undefined` where there are none.
 *
 * @param unprovided the names of classes that no module has
 */
export function warningAboutSilentDecorators(
  modules: ModulesContainer,
  reach: Reach,
  unprovided: readonly string[],
): string | undefined {
  const places = [
    ...placesOf(modules, reach),
    ...[...STATIC_DECLARATIONS].map((name): SilentPlace => ({ name })),
    ...unprovided.map((name): SilentPlace => ({ name: `${name} (not provided in this application)` })),
  ];
  if (places.length === 0) return undefined;
  const names = [...new Set(places.map(({ name, option }) => (option === undefined ? name : `${name} (${option})`)))];
  const listed = names.slice(0, MOST_LISTED).join(', ');
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
  const effect = `Alert decorators have no effect on ${listed}${more}.`;
  if (places.every(({ option }) => option !== undefined)) return effect;
  const ofLazy = unprovided.length === 0 ? '' : ' A module that is loaded lazily is observed once it is loaded.';
  return (
    `${effect} They work on methods of controllers and providers, but not on static ones.${ofLazy} ` +
    'Elsewhere, run the work in OpsgenieService.watch().'
  );
}

function placesOf(modules: ModulesContainer, reach: Reach): SilentPlace[] {
  const controllers = new Set([...modules.values()].flatMap((module) => classesOf(module.controllers)));
  const isReached = (decorated: DecoratedMethod): boolean => reach.kindOf(decorated) !== undefined;
  const silentOf = (type: Class, isController: boolean): SilentPlace[] => {
    const methods = methodsOf(type).map(([name, method]) => ({ name, type, method, isController }));
    const silent = methods.filter((decorated) => isDeclared(decorated.method) && !isReached(decorated));
    const isClassSilent =
      !isController && isClassDecorated(type) && !methods.some(isReached) && !reach.reachesClass(type);
    const [option] = methods.flatMap((decorated) => reach.switchedOffBy(decorated) ?? []);
    const ofClass = option === undefined ? { name: `${type.name} (class)` } : { name: type.name, option };
    return [
      ...(isClassSilent ? [ofClass] : []),
      ...silent.map((decorated) => ({
        name: `${type.name}.${String(decorated.name)}`,
        option: reach.switchedOffBy(decorated),
      })),
    ];
  };
  // A class may be a provider as well: then what is found for the controller is enough.
  return decoratedClasses(modules).flatMap((type) => silentOf(type, controllers.has(type)));
}
