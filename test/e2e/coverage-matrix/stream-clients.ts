import { expect } from 'vitest';

import { onException, onLatency, onStatus } from '../../../src/index.js';
import { VirtualClock } from '../../../src/testing/index.js';
import type { Blueprint, RunningApplication } from '../application.js';

/** The clock of the applications: what takes long by it takes no time of the test. */
export const clock = new VirtualClock();
const LONG = '900ms';
export const THRESHOLD = '600ms';

export const impatient: Blueprint = {
  clock,
  opsgenie: { rules: [onLatency(THRESHOLD), onException(), onStatus('5XX')] },
};

/** Lets more time pass than a handler may take. */
export function passLongTime(): void {
  clock.advance(LONG);
}

let pause = Promise.resolve();
let endPause = passLongTime;

/** What a stream awaits before its rest: its client has read the beginning, and much time has passed since. */
export function longPause(): Promise<void> {
  return pause;
}

/** One of these would match if a request that ended early counted as an answer. */
export const aboutEverything: Blueprint = {
  opsgenie: { rules: [onStatus(['2XX', '4XX', '5XX']), onException(), onException(Error)] },
};

/** Reads an answer to its end, or until the server breaks it off. */
export function reads(path: string, end: 'whole' | 'broken off' = 'whole') {
  return async (application: RunningApplication): Promise<number> => {
    pause = new Promise((resolve) => {
      endPause = () => {
        passLongTime();
        resolve();
      };
    });
    const response = await application.request(`GET ${path}`);
    const whole = readWhole(response);
    if (end === 'whole') await whole;
    else await expect(whole).rejects.toThrow('terminated');
    return response.status;
  };
}

async function readWhole({ body }: Response): Promise<void> {
  if (body === null) return;
  const reader = body.getReader();
  while (!(await reader.read()).done) endPause();
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
