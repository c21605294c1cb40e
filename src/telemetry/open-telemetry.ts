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
