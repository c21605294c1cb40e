import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cutAt, truncate } from '../../../src/text/text-cut.js';

const FAMILY = '👨‍👩‍👧‍👦';
const CHARACTERS = [FAMILY, '🇩🇪', '👍🏽', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'e\u0301\u0323', 'क्षि', '한', '❤️', 'a', ' ', '€', '\r\n'];

/** A text of whole characters, as people count them. */
const texts = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 60 });

function graphemes(text: string): string[] {
  return [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
}

describe('cutting text', () => {
  it('cuts no character apart, and takes as many as fit', () => {
    fc.assert(
      fc.property(texts, fc.nat(200), (characters, limit) => {
        const text = characters.join('');
        const cut = cutAt(text, limit);
        const whole = graphemes(text);
        const kept = graphemes(cut);
        expect(cut).toBe(whole.slice(0, kept.length).join(''));
        expect(cut.length).toBeLessThanOrEqual(limit);
        const next = whole[kept.length]?.length ?? Infinity;
        expect(cut.length + next).toBeGreaterThan(limit);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    [`ok ${FAMILY}`, 6, 'ok …'],
    ['🇩🇪'.repeat(40), 131, `${'🇩🇪'.repeat(32)}…`],
    ['e\u0301e\u0301', 3, 'e\u0301…'],
  ])('cuts %j to %i units', (text, limit, expected) => {
    expect(truncate(text, limit)).toBe(expected);
  });

  it('also cuts what is not a character of any language', () => {
    const marks = `e${'\u0301'.repeat(1_000_000)}`;
    expect(cutAt(marks, 500)).toHaveLength(500);
    expect(cutAt('\ud83d\ude00', 1)).toBe('');
  });
});
