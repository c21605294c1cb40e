import { describe, expect, it } from 'vitest';

import { warningAboutEnd } from '../../../../src/platforms/opsgenie/end-of-opsgenie.js';

const US = 'https://api.opsgenie.com';
const MOVE = "Move to Jira Service Management: set `platform: 'jsm'` and use the key of an integration there.";

describe('the warning about the end of Opsgenie', () => {
  it('begins 90 days before it', () => {
    expect(warningAboutEnd('opsgenie', US, Date.UTC(2027, 0, 4, 23, 59, 59))).toBeUndefined();
    expect(warningAboutEnd('opsgenie', US, Date.UTC(2027, 0, 5))).toBe(
      `Opsgenie's API shuts down on 2027-04-05, in 90 days; no alert is delivered after that. ${MOVE}`,
    );
  });

  it('counts a day that has begun, and knows Europe', () => {
    expect(warningAboutEnd('opsgenie-eu', 'https://api.eu.opsgenie.com', Date.UTC(2027, 3, 4, 12))).toContain(
      'on 2027-04-05, in 1 day; no alert',
    );
  });

  it('says that it has ended', () => {
    const warning = `Opsgenie's API shut down on 2027-04-05, and no alert is delivered. ${MOVE}`;

    expect(warningAboutEnd('opsgenie', US, Date.UTC(2027, 3, 5))).toBe(warning);
    expect(warningAboutEnd('opsgenie', US, Date.UTC(2028, 0, 1))).toBe(warning);
  });

  it('is not for its successor', () => {
    expect(
      warningAboutEnd('jsm', 'https://api.atlassian.com/jsm/ops/integration', Date.UTC(2027, 3, 4)),
    ).toBeUndefined();
  });

  it('is not for a sandbox', () => {
    for (const baseUrl of ['http://localhost:3001', 'http://127.0.0.1:3001', 'http://[::1]:3001'])
      expect(warningAboutEnd('opsgenie', baseUrl, Date.UTC(2027, 3, 4))).toBeUndefined();
  });
});
