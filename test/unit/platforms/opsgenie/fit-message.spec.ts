import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../../../src/platforms/opsgenie/alert-platforms.js';
import { fitDetails } from '../../../../src/platforms/opsgenie/fit-details.js';
import { fitAlias } from '../../../../src/platforms/opsgenie/fit-message.js';
import { OpsgenieProtocol } from '../../../../src/platforms/opsgenie/opsgenie-protocol.js';
import { UnsupportedCallError } from '../../../../src/platforms/platform.js';
import { HttpPlatform } from '../../../../src/platforms/http/http-platform.js';
import { HttpSender } from '../../../../src/platforms/http/http-sender.js';
import { systemClock } from '../../../../src/time/clock.js';
import { close, create, note } from '../../delivery/delivery-bench.js';
import { fitted, OPSGENIE } from '../opsgenie-platform.js';

describe('A message for Opsgenie', () => {
  it('is unchanged if it fits, and fitting is idempotent', () => {
    for (const message of [create('a'), close('a'), note('a')]) expect(OPSGENIE.fit(message)).toEqual(message);
    const once = OPSGENIE.fit(create('a'.repeat(600), 'P1', 'm'.repeat(200)));
    expect(OPSGENIE.fit(once)).toEqual(once);
  });

  it('has an alias that is valid in a URL and unique even if it is cut', () => {
    expect(['', '.', '..', 'requests'].map(fitAlias)).toEqual(['()', '(.)', '(..)', '(requests)']);
    const [one, other] = ['1', '2'].map((end) => fitAlias(`${'x'.repeat(600)}${end}`));
    expect(one).toHaveLength(512);
    expect(one).not.toBe(other);
  });

  it('has the same alias everywhere, even if an earlier version stored a longer one', () => {
    const message = OPSGENIE.fit(create('a'.repeat(600)));
    expect(fitted({ message: 'm', alias: message.alias, priority: 'P1' }).alias).toBe(message.alias);
    expect(OPSGENIE.fit(close('a'.repeat(600))).alias).toBe(message.alias);
  });

  it('has visibly cut notes and names', () => {
    expect(OPSGENIE.fit(note('a', 'n'.repeat(30_000))).payload.note).toMatch(/^n{24999}…$/);
    const payload = { source: 's'.repeat(200), user: 'u'.repeat(200) };
    expect(OPSGENIE.fit({ type: 'close', alias: 'a', priority: 'P1', payload }).payload).toEqual({
      source: `${'s'.repeat(99)}…`,
      user: `${'u'.repeat(99)}…`,
    });
  });

  it('has each tag once, even if two differ only in the part that is cut, and counts the omitted ones', () => {
    const tags = [`${'t'.repeat(60)}1`, `${'t'.repeat(60)}2`, ...Array.from({ length: 20 }, (_, index) => `${index}`)];
    const alert = fitted({ message: 'm', alias: 'a', priority: 'P1', tags, details: { repaired: 'priority' } });
    expect(alert.tags).toHaveLength(19);
    expect(alert.details).toEqual({ repaired: 'priority; 2 of the tags left out: too many or invalid' });
  });
});

describe('Details that are too long', () => {
  it('lose the end of the longest value', () => {
    expect(fitDetails({ a: 'x'.repeat(30), b: 'short' }, 20)).toEqual({ a: `${'x'.repeat(12)}…`, b: 'short' });
  });

  it('lose the last one if cutting is not enough', () => {
    expect(fitDetails({ key1: '1', key2: '2', key3: '3' }, 12)).toEqual({ key1: '1', key2: '2' });
    expect(fitDetails({ ['k'.repeat(50)]: '1' }, 12)).toEqual({});
  });
});

describe('A call that the platform does not support', () => {
  it('is a typed error before any request', async () => {
    const { jsm } = PLATFORMS;
    expect([...jsm.calls].toSorted()).toEqual(['acknowledge', 'close', 'confirm', 'create', 'note']);
    const protocol = new OpsgenieProtocol({
      ...jsm,
      calls: new Set(['create']),
      baseUrl: 'http://nowhere',
      apiKey: '',
    });
    let requests = 0;
    const http = {
      request: () => {
        requests += 1;
        throw new Error('There must be no request.');
      },
    };
    const sender = new HttpSender({ http, clock: systemClock, apiKey: '', attemptTimeout: 1_000 });
    const platform = new HttpPlatform(protocol, sender);
    await expect(platform.send(close('a'))).rejects.toEqual(
      new UnsupportedCallError('Jira Service Management', 'close'),
    );
    await expect(platform.confirm('r', 'create')).rejects.toBeInstanceOf(UnsupportedCallError);
    expect(requests).toBe(0);
  });
});
