import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { OutgoingText } from '../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { leakyText, planted } from './planted-secrets.js';

const text = new OutgoingText(createRedactor());

describe('a text that leaves the process', () => {
  it('contains no secret, in any spelling, encoding and context', () => {
    fc.assert(
      fc.property(leakyText, ({ text: leaky }) => {
        const block = text.block(leaky, 15_000);
        expect(planted(block), block).toEqual([]);
        expect(block).toContain('[redacted]');
        expect(planted(text.line(leaky, 130))).toEqual([]);
        expect(planted(text.detail('note', leaky, 8_000))).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
  }, 60_000);
});
