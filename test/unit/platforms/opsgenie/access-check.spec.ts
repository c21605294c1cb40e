import { describe, expect, it, onTestFinished } from 'vitest';

import { HttpSender } from '../../../../src/platforms/http/http-sender.js';
import { IsolatedHttpService } from '../../../../src/platforms/http/isolated-http-service.js';
import { PLATFORMS, type AlertPlatform } from '../../../../src/platforms/opsgenie/alert-platforms.js';
import { AccessCheck } from '../../../../src/platforms/opsgenie/check/access-check.js';
import { OpsgenieProtocol } from '../../../../src/platforms/opsgenie/opsgenie-protocol.js';
import type { PlatformCheck } from '../../../../src/platforms/platform.js';
import { OpsgenieSandbox } from '../../../../src/testing/index.js';
import { systemClock } from '../../../../src/time/clock.js';

const KEY = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
const NAMES = ['opsgenie', 'opsgenie-eu', 'jsm'] as const satisfies readonly AlertPlatform[];

/** The three platforms, of which each accepts one key. */
async function checkAt(platform: AlertPlatform, keys: Readonly<Record<AlertPlatform, string>>): Promise<PlatformCheck> {
  const protocols = new Map<AlertPlatform, OpsgenieProtocol>();
  for (const name of NAMES) {
    const sandbox = await OpsgenieSandbox.start({ apiKey: keys[name] });
    onTestFinished(() => sandbox.stop());
    const baseUrl = name === 'jsm' ? `${sandbox.url}/jsm/ops/integration` : sandbox.url;
    protocols.set(name, new OpsgenieProtocol({ ...PLATFORMS[name], baseUrl, apiKey: KEY }));
  }
  const sender = new HttpSender({
    http: new IsolatedHttpService(),
    clock: systemClock,
    apiKey: KEY,
    attemptTimeout: 5_000,
  });
  const [protocol] = [...protocols].flatMap(([name, one]) => (name === platform ? [one] : []));
  if (protocol === undefined) throw new Error('unknown platform');
  const others = [...protocols].flatMap(([name, other]) => (name === platform ? [] : [{ name, protocol: other }]));
  return new AccessCheck({
    protocol,
    others,
    send: (request) => sender.send(request),
    clock: systemClock,
    proxy: undefined,
  }).run();
}

describe('a check of a key that the platform refuses', () => {
  const wrong = (number: number): string => KEY.replace('0a', `0${number}`);

  it.each<{ right: AlertPlatform; chosen: AlertPlatform; title: string }>([
    { right: 'opsgenie-eu', chosen: 'opsgenie', title: 'Opsgenie (EU)' },
    { right: 'jsm', chosen: 'opsgenie-eu', title: 'Jira Service Management' },
    { right: 'opsgenie', chosen: 'jsm', title: 'Opsgenie' },
  ])('finds that it belongs to $right', async ({ right, chosen, title }) => {
    const keys = { opsgenie: wrong(1), 'opsgenie-eu': wrong(2), jsm: wrong(3), [right]: KEY };

    const found = await checkAt(chosen, keys);

    expect(found).toMatchObject({ ok: false, finding: 'wrongPlatform', status: 401 });
    expect(found.summary).toBe(
      `${PLATFORMS[chosen].title}: the key belongs to ${title}. Set \`platform\` to '${right}'.`,
    );
  });

  it('says so if no platform accepts it', async () => {
    const found = await checkAt('opsgenie', { opsgenie: wrong(1), 'opsgenie-eu': wrong(2), jsm: wrong(3) });

    expect(found).toMatchObject({ ok: false, finding: 'keyRefused' });
    expect(found.summary).toMatch(
      /^Opsgenie: no platform accepts the key: neither Opsgenie nor Opsgenie \(EU\) nor Jira Service Management\. Copy/,
    );
  });
});
