import { createRequire } from 'node:module';

import type * as OpenTelemetry from '@opentelemetry/api';

/**
 * The API of OpenTelemetry; `undefined` if the application has not installed it.
 *
 * All copies of the API in a process share what the application registered, so it does not matter which one this is.
 */
export const openTelemetry: typeof OpenTelemetry | undefined = installedApi();

// A static import would have to succeed, and an `import()` is asynchronous.
function installedApi(): typeof OpenTelemetry | undefined {
  // In a bundle this file has no URL, or one of the build machine; the program itself has one.
  const url: string | undefined = import.meta.url;
  for (const place of [url, process.argv[1]]) {
    try {
      if (place !== undefined) return createRequire(place)('@opentelemetry/api') as typeof OpenTelemetry;
    } catch {
      // It is not installed.
    }
  }
  return undefined;
}

/** The global where every 1.x copy of the API stores what the application registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/**
 * The warning at boot if OpenTelemetry is active but its API cannot be loaded from here, e.g. in a bundle without `node_modules`. The
 * registered objects are not read from the global: it is private to the API, and its form may change.
 *
 * @param isLoaded whether the API was found
 */
export function warningAboutTraces(isLoaded = openTelemetry !== undefined): string | undefined {
  if (isLoaded || Reflect.get(globalThis, REGISTERED) === undefined) return undefined;
  return (
    'OpenTelemetry is active, but `@opentelemetry/api` cannot be loaded from here, so alerts have no trace ids and stats() exports no metrics. ' +
    'In a bundle, mark nestjs-opsgenie and @opentelemetry/api as external.'
  );
}
