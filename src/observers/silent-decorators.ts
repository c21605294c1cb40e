import type { ModulesContainer } from '@nestjs/core';

import { classChain } from '../rules/class-chain.js';
import { isDeclared, STATIC_DECLARATIONS } from '../rules/declaration.js';
import { classesOf, methodsOf, type Class } from './application-classes.js';
import type { DecoratedMethod } from './observer.js';

/** More are counted, but not listed. */
const MOST_LISTED = 20;

/**
 * A warning that lists the classes and methods on which alert decorators have no effect; `undefined` where there are none.
 *
 * @param isReached whether an observer reaches a method
 * @param isClassReached whether one reaches a class that works in fields. @defaultValue none does
 * @param switchedOffBy the option that keeps a method from being observed: `observe.schedule is false`. @defaultValue none does
 */
export function warningAboutSilentDecorators(
  modules: ModulesContainer,
  isReached: (decorated: DecoratedMethod) => boolean,
  isClassReached: (type: Class) => boolean = () => false,
  switchedOffBy: (decorated: DecoratedMethod) => string | undefined = () => undefined,
): string | undefined {
  const places = [...new Set([...placesOf(modules, isReached, isClassReached, switchedOffBy), ...STATIC_DECLARATIONS])];
  if (places.length === 0) return undefined;
  const listed = places.slice(0, MOST_LISTED).join(', ');
  const more = places.length > MOST_LISTED ? ` and ${places.length - MOST_LISTED} more` : '';
  const effect = `Alert decorators have no effect on ${listed}${more}.`;
  if (places.every((place) => place.endsWith(' is false)'))) return effect;
  return (
    `${effect} They work on methods of controllers and ` +
    'providers, but not on static ones. Elsewhere, run the work in OpsgenieService.watch().'
  );
}

function placesOf(
  modules: ModulesContainer,
  isReached: (decorated: DecoratedMethod) => boolean,
  isClassReached: (type: Class) => boolean,
  switchedOffBy: (decorated: DecoratedMethod) => string | undefined,
): string[] {
  const all = [...modules.values()];
  const controllers = new Set(all.flatMap((module) => classesOf(module.controllers)));
  const others = new Set(all.flatMap((module) => [...classesOf(module.providers), ...classesOf(module.injectables)]));
  const silentOf = (type: Class, isController: boolean): string[] => {
    const methods = methodsOf(type).map(([name, method]) => ({ name, type, method, isController }));
    const silent = methods.filter((decorated) => isDeclared(decorated.method) && !isReached(decorated));
    const isClassSilent = !isController && isClassDeclared(type) && !methods.some(isReached) && !isClassReached(type);
    const options = methods.flatMap((decorated) => switchedOffBy(decorated) ?? []);
    const own = isClassSilent ? [`${type.name} (${options[0] ?? 'class'})`] : [];
    return [
      ...own,
      ...silent.map((decorated) => {
        const option = switchedOffBy(decorated);
        return `${type.name}.${String(decorated.name)}${option === undefined ? '' : ` (${option})`}`;
      }),
    ];
  };
  return [
    ...[...controllers].flatMap((type) => silentOf(type, true)),
    // A class may be a provider as well: then what was found for the controller is enough.
    ...[...others].filter((type) => !controllers.has(type)).flatMap((type) => silentOf(type, false)),
  ];
}

function isClassDeclared(type: Class): boolean {
  return classChain(type).some((base) => isDeclared(base));
}
