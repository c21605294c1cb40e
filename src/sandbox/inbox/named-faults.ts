import type { SandboxFault } from '../faults/sandbox-fault.js';

/** The faults that the page has buttons for. */
const FAULTS = {
  slow: { delay: '3s' },
  down: { status: 503 },
  'rate-limited': { rateLimited: { retryAfterSeconds: 10 } },
  refusing: { status: 401 },
  disabled: { integrationDisabled: true },
} as const satisfies Readonly<Record<string, SandboxFault>>;

/** A fault by its name; `undefined` for `none`, and `false` for an unknown name. */
export function faultNamed(name: unknown): SandboxFault | false | undefined {
  if (name === 'none') return undefined;
  const found = Object.entries(FAULTS).find(([known]) => known === name);
  return found === undefined ? false : found[1];
}

/** The name of the active fault: `none`, one with a button, or `other` for one that a program set. */
export function nameOfFault(fault: SandboxFault | undefined): string {
  if (fault === undefined) return 'none';
  const found = Object.entries(FAULTS).find(([, known]) => known === fault);
  return found === undefined ? 'other' : found[0];
}
