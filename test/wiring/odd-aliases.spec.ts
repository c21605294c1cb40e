import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

const ODD = [
  '.',
  '..',
  ' .. ',
  '...',
  './x',
  '../../x',
  '%2e',
  '%2E%2e',
  '%252e',
  '%',
  '%zz',
  '/',
  '//',
  'a//b',
  '\\',
  'a\\..\\b',
  '?',
  'a?b#c&d=e',
  '#',
  ';',
  '+',
  ' lead and trail ',
  'tab\there',
  'line\nbreak',
  '\u0000nul',
  '\u200b',
  'half \ud83d',
  '\udc00',
  '😀'.repeat(300),
  'requests',
  'count',
  'close',
];

describe('An alert of any alias', () => {
  it('is acknowledged, annotated and closed by the alias that it was raised with', async () => {
    const sandbox = await startSandbox();
    const options = optionsFor(sandbox, { delivery: { perMinute: 10_000, burst: 1_000, confirm: false } });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
    const opsgenie = app.get(OpsgenieService);
    for (const alias of ODD) {
      sandbox.reset();
      const raised = opsgenie.raise({ message: 'm', alias });
      await raised.delivered;
      await opsgenie.acknowledge(alias).delivered;
      await opsgenie.addNote(alias, 'looked at').delivered;
      expect({ alias, closed: await opsgenie.close(alias).delivered }).toMatchObject({ alias, closed: { ok: true } });
      expect({ alias, alerts: sandbox.alerts }).toMatchObject({
        alias,
        alerts: [{ alias: raised.alias, status: 'closed', acknowledged: true, notes: [{ note: 'looked at' }] }],
      });
    }
  });
});
