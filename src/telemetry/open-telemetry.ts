import { createRequire } from 'node:module';

import type * as OpenTelemetry from '@opentelemetry/api';

/**
 * The API of OpenTelemetry; `undefined` where the application does not have it installed.
 *
 * All copies of the API in a process share what the application registered, so it does not matter which one this is.
 */
export const openTelemetry: typeof OpenTelemetry | undefined = installedApi();

// An import would have to succeed, and an `import()` could not be waited for.
function installedApi(): typeof OpenTelemetry | undefined {
  // In a bundle this file has no address, or one of the machine that built it; the program itself has one.
  const url: string | undefined = import.meta.url;
  for (const place of [url, process.argv[1]]) {
    try {
      if (place !== undefined) return createRequire(place)('@opentelemetry/api') as typeof OpenTelemetry;
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}

/** Where every copy of the API, of whatever 1.x version, keeps what the application registered. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/**
 * What to say at boot where the application has OpenTelemetry active, and its API cannot be loaded from here, as in a bundle without
 * `node_modules`. What it registered is not read from there: that place is the API's own, and its form no promise.
 *
 * @param isLoaded whether the API was found
 */
export function warningAboutTraces(isLoaded = openTelemetry !== undefined): string | undefined {
  if (isLoaded || Reflect.get(globalThis, REGISTERED) === undefined) return undefined;
  return (
    'OpenTelemetry is active, but `@opentelemetry/api` cannot be loaded from here, so alerts have no trace ids and stats() no metrics. ' +
    'In a bundle, mark nestjs-opsgenie and @opentelemetry/api as external.'
  );
}
