import { expect } from 'vitest';

import { onException, onLatency, onStatus } from '../../../src/index.js';
import type { Blueprint, RunningApplication } from '../application.js';

/** What a long answer takes, and more than a handler may take; both leave room for a busy machine. */
export const LONG = 900;
export const THRESHOLD = '600ms';

export const impatient: Blueprint = { opsgenie: { rules: [onLatency(THRESHOLD), onException(), onStatus('5XX')] } };

/** Were a request that ended early taken for an answer, one of these would say so. */
export const aboutEverything: Blueprint = {
  opsgenie: { rules: [onStatus(['2XX', '4XX', '5XX']), onException(), onException(Error)] },
};

/** Reads an answer to its end, or until the server breaks it off. */
export function reads(path: string, end: 'whole' | 'broken off' = 'whole') {
  return async (application: RunningApplication): Promise<number> => {
    const response = await application.request(`GET ${path}`);
    const text = response.text();
    if (end === 'whole') await text;
    else await expect(text).rejects.toThrow('terminated');
    return response.status;
  };
}

/** Reads the beginning of an answer, and leaves. */
export function leaves(path: string) {
  return async (application: RunningApplication): Promise<void> => {
    const client = new AbortController();
    const response = await application.request(`GET ${path}`, { signal: client.signal });
    await response.body?.getReader().read();
    client.abort();
    await application.responsesClosed();
  };
}
