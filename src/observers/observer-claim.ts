import type { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';

/** Which import of the module observes an application. It is written where all copies of this library look: on its configuration. */
const OBSERVER = Symbol.for('nestjs-opsgenie.observer');

/** What versions of this library that write no claim provide, and under which name. */
const UNCLAIMED = 'nestjs-opsgenie:opened';

/**
 * Claims an application for one import of the module. A testing module that is compiled again makes that import again, and the claim
 * passes on to it.
 *
 * @param module the one that is imported
 * @returns whether no other import has claimed it
 */
export function claim(config: ApplicationConfig, module: ModuleRef): boolean {
  const claimant: unknown = Reflect.get(config, OBSERVER);
  if (claimant === undefined) Object.defineProperty(config, OBSERVER, { value: module });
  return claimant === undefined || claimant === module;
}

/** Whether an application is observed by a version of this library that knows nothing of claims. All providers must have been made. */
export function isObservedWithoutClaim(modules: ModulesContainer): boolean {
  return [...modules.values()].some((module) =>
    [...module.providers].some(
      ([token, wrapper]) => typeof token === 'symbol' && token.description === UNCLAIMED && isEnabled(wrapper.instance),
    ),
  );
}

function isEnabled(opened: unknown): boolean {
  const { pipeline } = (opened ?? {}) as { readonly pipeline?: { readonly options?: { readonly enabled?: unknown } } };
  return pipeline?.options?.enabled === true;
}
