import { randomUUID } from 'node:crypto';

import { OpsgenieSandbox } from 'nestjs-opsgenie/testing';

import { freePort } from '../free-port.js';

/**
 * Starts a sandbox and points the application's environment to it. The application cannot tell the difference: it knows the platform
 * only from the environment.
 *
 * @param port where the sandbox listens, or near it
 */
export async function useSandbox(port: number): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ port: await freePort(port), page: true });
  process.env['OPSGENIE_BASE_URL'] = sandbox.url;
  process.env['OPSGENIE_API_KEY'] = randomUUID();
  delete process.env['OPSGENIE_PLATFORM'];
  return sandbox;
}
