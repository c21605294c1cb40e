import type { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';

/** The import of the module that observes an application. It is stored where all copies of this library look: on its configuration. */
const OBSERVER = Symbol.for('nestjs-opsgenie.observer');

/** The description of the token that versions without claims provide. */
const UNCLAIMED = 'nestjs-opsgenie:opened';

/**
 * Claims an application for one import of the module. A testing module that is compiled again creates the import again, which keeps the
 * claim.
 *
 * @param module the import
 * @returns whether no other import has claimed it
 */
export function claim(config: ApplicationConfig, module: ModuleRef): boolean {
  const claimant: unknown = Reflect.get(config, OBSERVER);
  if (claimant === undefined) Object.defineProperty(config, OBSERVER, { value: module });
  return claimant === undefined || claimant === module;
}

/** Whether a version of this library without claims observes an application. All providers must exist by then. */
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
