import { describe, expect, it } from 'vitest';

import { nearestWord } from '../../../src/text/nearest-word.js';

const WORDS = ['rules', 'ignore', 'apiKey', 'redact', 'defaults', 'x'];

describe('the nearest word', () => {
  it.each([
    ['rulez', 'rules'],
    ['rule', 'rules'],
    ['ignoer', 'ignore'],
    ['Ignored', 'ignore'],
    ['apikey', 'apiKey'],
    ['api_key', 'apiKey'],
    ['default', 'defaults'],
    ['deafults', 'defaults'],
    ['redatc', 'redact'],
    ['y', 'x'],
    ['runbook', undefined],
    ['xyz', undefined],
    ['', 'x'],
    ['r'.repeat(100_000), undefined],
  ])('of %j is %j', (given, nearest) => {
    expect(nearestWord(given, WORDS)).toBe(nearest);
  });

  it('is none where there are no words', () => {
    expect(nearestWord('rules', [])).toBeUndefined();
  });
});
