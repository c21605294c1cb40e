import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import { readProperty } from '../../text/guarded-read.js';

/** The token under which `@nestjs/graphql` keeps its options. */
const OPTIONS = 'GqlModuleOptions';
const DEFAULT_PATH = '/graphql';

/**
 * The paths at which `@nestjs/graphql` answers. On Express it does so in middleware, so its requests match no route that could name them.
 *
 * @param config after the application has set its prefix
 */
export function graphqlEndpoints(modules: ModulesContainer, config: ApplicationConfig): ReadonlySet<string> {
  const options = [...modules.values()].flatMap(({ providers }) => {
    const provider = providers.get(OPTIONS);
    return provider === undefined ? [] : [readProperty(provider, 'instance')];
  });
  return new Set(options.map((given) => endpointOf(given, config.getGlobalPrefix())));
}

function endpointOf(options: unknown, prefix: string): string {
  const path = readProperty(options, 'path');
  const isPrefixed = readProperty(options, 'useGlobalPrefix') === true;
  return normalized(`${isPrefixed ? prefix : ''}/${typeof path === 'string' ? path : DEFAULT_PATH}`);
}

/** With a slash at the beginning and none at the end. */
export function normalized(path: string): string {
  return `/${path.split('/').filter(isPart).join('/')}`;
}

function isPart(part: string): boolean {
  return part !== '';
}
