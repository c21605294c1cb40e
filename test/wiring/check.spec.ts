import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

const PAYMENTS = '1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const BILLING = '2a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';

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

  it('checks each key of targets and of the mirror', async () => {
    const [sandbox, payments, mirror] = [
      await startSandbox(),
      await startSandbox({ apiKey: PAYMENTS }),
      await startSandbox({ platform: 'jsm' }),
    ];
    const options = optionsFor(sandbox, {
      targets: { payments: { apiKey: PAYMENTS, baseUrl: payments.url }, billing: { apiKey: BILLING } },
      mirror: { platform: 'jsm', apiKey: BILLING, baseUrl: mirror.url },
    });
    const opsgenie = (await startContext({ imports: [OpsgenieModule.forRoot(options)] })).get(OpsgenieService);

    const well = await opsgenie.check();
    payments.fault({ status: 401 });
    const refused = await opsgenie.check();
    payments.fault(undefined);
    mirror.fault({ status: 503 });
    const withoutMirror = await opsgenie.check();

    expect(well).toMatchObject({
      ok: true,
      finding: 'ready',
      targets: { payments: { ok: true, finding: 'ready' }, billing: { ok: true } },
      mirror: { ok: true, platform: 'Jira Service Management' },
    });
    expect(well.summary).toMatch(/ The keys of all targets are accepted\. The key of the mirror is accepted\.$/);
    expect(refused).toMatchObject({
      ok: false,
      finding: 'keyRefused',
      targets: { payments: { ok: false, status: 401 }, billing: { ok: true } },
    });
    expect(refused.summary).toMatch(/ accepts the key\. .* Target 'payments': Opsgenie: it refuses the key /);
    expect(withoutMirror).toMatchObject({ ok: true, mirror: { ok: false, finding: 'unavailable' } });
    expect(withoutMirror.summary).toMatch(/ Mirror: Jira Service Management: it is not available now /);
    expect([...payments.alerts, ...mirror.alerts, ...sandbox.alerts]).toEqual([]);
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
