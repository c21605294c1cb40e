import { describe, expect, it } from 'vitest';
import { messageUrl, requestStatusUrl } from '../../../../src/platforms/opsgenie/endpoints.js';
import { PLATFORMS } from '../../../../src/platforms/opsgenie/alert-platforms.js';
import { close, create, note } from '../../delivery/delivery-bench.js';

describe('The URL of a message', () => {
  it('keeps the path of the base URL, with any number of trailing slashes', () => {
    expect(messageUrl(`${PLATFORMS.jsm.baseUrl}//`, create('a'))).toBe(
      'https://api.atlassian.com/jsm/ops/integration/v2/alerts',
    );
    expect(messageUrl(PLATFORMS['opsgenie-eu'].baseUrl, create('a'))).toBe('https://api.eu.opsgenie.com/v2/alerts');
  });

  it('contains the alias, whatever its characters', () => {
    expect(messageUrl('http://host', close('GET /orders/:id?#é'))).toBe(
      'http://host/v2/alerts/GET%20%2Forders%2F%3Aid%3F%23%C3%A9/close?identifierType=alias',
    );
    expect(messageUrl('http://host', note('a'))).toBe('http://host/v2/alerts/a/notes?identifierType=alias');
    expect(messageUrl('http://host', { type: 'acknowledge', alias: 'a', priority: 'P1', payload: {} })).toBe(
      'http://host/v2/alerts/a/acknowledge?identifierType=alias',
    );
  });

  it('supports an alias that was cut in the middle of a character', () => {
    expect(messageUrl('http://host', close('a\uD83D'))).toContain('/a%EF%BF%BD/close');
  });

  it('contains the id for the status of a request', () => {
    expect(requestStatusUrl('http://host/', 'a b')).toBe('http://host/v2/alerts/requests/a%20b');
  });
});
