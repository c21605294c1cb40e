import { expect, it } from 'vitest';

import { TransitionHandler } from '../../../src/pipeline/transition-handler.js';
import { Lines } from '../delivery/delivery-bench.js';

it.each([
  [{ incidents: 0, active: 0, raises: 0 }, 'log', 'The mute is over. It hid no alert.'],
  [
    { incidents: 1, active: 1, raises: 0 },
    'warn',
    'The mute is over: 1 incident that began during it is still active and is reported at its next failure.',
  ],
  [
    { incidents: 5, active: 2, raises: 1 },
    'warn',
    'The mute is over: 2 incidents that began during it are still active and are reported at their next failure; 3 ended during it; 1 alert of raise() was not sent.',
  ],
  [
    { incidents: 1, active: 0, raises: 2 },
    'log',
    'The mute is over: 1 incident began and ended during it; 2 alerts of raise() were not sent.',
  ],
])('logs at the end of a mute what it hid: %j', (hidden, level, line) => {
  const log = new Lines();
  const handler = new TransitionHandler({
    alerts: { take: () => undefined },
    openIncidents: { record: () => undefined },
    journal: { together: (change) => change() },
    log,
    faults: { report: () => undefined },
  });
  handler.handle({ type: 'mute-ended', hidden });
  expect(log.lines).toEqual([`${level} ${line}`]);
});
