import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

describe('check()', () => {
  it('says whether alerts reach the platform, and raises none', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);

    expect(await opsgenie.check()).toMatchObject({ ok: true, finding: 'ready', platform: 'Opsgenie' });
    expect(sandbox.alerts).toEqual([]);

    sandbox.fault({ status: 401 });
    expect(await opsgenie.check()).toMatchObject({ ok: false, finding: 'keyRefused', status: 401 });
    expect(opsgenie.stats()).toMatchObject({ seen: 0, dropped: 0 });
  });

  it('raises and closes a test alert if asked to', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });

    const { testAlert } = await app.get(OpsgenieService).check({ send: true });

    expect(testAlert).toMatchObject({ created: true, closed: true });
    expect(sandbox.alerts).toEqual([expect.objectContaining({ alias: testAlert?.alias, status: 'closed' })]);
  });

  it.each([
    { mode: { enabled: false }, summary: 'Not checked: the module is off (enabled: false).' },
    { mode: { dryRun: true }, summary: 'Not checked: in a dry run nothing is sent. Remove `dryRun` to check the key.' },
  ])('sends nothing with $mode, and says so', async ({ mode, summary }) => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, mode))] });

    const found = await app.get(OpsgenieService).check({ send: true });

    expect(found).toMatchObject({ ok: false, finding: 'notChecked', summary });
    expect(sandbox.requests).toEqual([]);
  });
});
