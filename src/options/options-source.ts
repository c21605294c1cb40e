import type { InjectionToken, OptionalFactoryDependency, Provider } from '@nestjs/common';

import type { OpsgenieModuleOptions } from '../opsgenie.options.js';

/** How the options of one import of the module are made. */
export interface OptionsSource {
  /** What is injected into {@link optionsOf}; nothing for `forRoot()`. */
  readonly inject: readonly (InjectionToken | OptionalFactoryDependency)[];
  readonly optionsOf: (...given: readonly unknown[]) => OpsgenieModuleOptions | Promise<OpsgenieModuleOptions>;
}

/** By the provider that uses it. Not a property of the provider, because a dump of the application would show the API key. */
const SOURCES = new WeakMap<object, OptionsSource>();

/** Remembers how a provider gets the options, for programs that read them without starting the application. */
export function rememberSource(provider: Provider & object, source: OptionsSource): Provider {
  SOURCES.set(provider, source);
  return provider;
}

/** How a provider gets the options; `undefined` if it is another provider. */
export function sourceOf(provider: unknown): OptionsSource | undefined {
  return typeof provider === 'object' && provider !== null ? SOURCES.get(provider) : undefined;
}
