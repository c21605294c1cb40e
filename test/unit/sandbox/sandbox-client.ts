import { onTestFinished } from 'vitest';
import { OpsgenieSandbox, type SandboxOptions } from '../../../src/testing/index.js';

export const KEY = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

export interface Response {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** Starts a sandbox that stops when the test ends. By default, writes are processed before they are answered. */
export async function startSandbox(options: SandboxOptions = {}): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Sends one request with a valid key. */
export async function send(
  sandbox: OpsgenieSandbox,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { Authorization: `GenieKey ${KEY}`, 'Content-Type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text.startsWith('{') ? JSON.parse(text) : { text },
  };
}

/** Creates an alert. */
export function create(sandbox: OpsgenieSandbox, fields: Readonly<Record<string, unknown>> = {}): Promise<Response> {
  return send(sandbox, 'POST', '/v2/alerts', { message: 'Disk full', ...fields });
}

/** Requests the status of a write. */
export function statusOf(sandbox: OpsgenieSandbox, accepted: Response): Promise<Response> {
  return send(sandbox, 'GET', `/v2/alerts/requests/${String(accepted.body['requestId'])}`);
}
