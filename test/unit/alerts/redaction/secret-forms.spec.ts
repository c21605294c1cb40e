import { describe, expect, it } from 'vitest';

import { OutgoingText } from '../../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor } from '../../../../src/alerts/redaction/redactor.js';
import { hex, letters } from '../../../../src/alerts/redaction/tokens/token-form.js';
import { SECRET_FORMS } from './secret-forms.js';

const text = new OutgoingText(createRedactor());

const SECRETS = {
  '{random}': letters(18),
  '{password}': 'hunter22!x',
  '{hex}': hex(32),
  '{uuid}': '1b2c3d4e-aaaa-4bbb-8ccc-1234567890ab',
};

describe('a secret is hidden', () => {
  it.each(SECRET_FORMS)('in the form "%s": %s', (_, form) => {
    const leaky = Object.entries(SECRETS).reduce((rest, [mark, secret]) => rest.replaceAll(mark, secret), form);
    const outputs = [
      text.block(leaky, 15_000),
      text.block(`It failed.\n${leaky}\n    at find (/app/orders.js:7:9)`, 15_000),
      text.block(JSON.stringify({ note: leaky }), 15_000),
      text.line(`${leaky} failed`, 130),
      text.detail('note', leaky, 8_000),
    ];
    for (const output of outputs) {
      expect(output).toContain('[redacted]');
      for (const secret of Object.values(SECRETS)) expect(output).not.toContain(secret);
    }
  });
});
