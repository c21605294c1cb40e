import { runInNewContext } from 'node:vm';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OutgoingText } from '../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { textOf } from '../../../src/alerts/text/text-of.js';
import { truncate } from '../../../src/text/text-cut.js';

const text = new OutgoingText(createRedactor());
const LONE_SURROGATE = /\p{Surrogate}/u;

describe('truncate', () => {
  it('leaves short text alone and cuts long text visibly', () => {
    expect(truncate('payment', 7)).toBe('payment');
    expect(truncate('payment provider down', 10)).toBe('payment p…');
    expect(truncate('abc', 0)).toBe('');
  });

  it('never splits a character, and never exceeds the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (value, limit) => {
        const cut = truncate(value, limit);
        expect(cut.length).toBeLessThanOrEqual(limit);
        expect(cut).not.toMatch(LONE_SURROGATE);
      }),
    );
    expect(truncate('12345😀', 6)).toBe('12345…');
    expect(truncate('1234😀5', 6)).toBe('1234…');
  });
});

describe('text that leaves', () => {
  it('has no control, direction or broken characters', () => {
    expect(text.block('a\u0000b\u001b[31mred\u001b[0m \u202egpj.exe\u2066 \ud800! \r\nnext\ttab\u2028line', 200)).toBe(
      'abred gpj.exe \ufffd! \nnext\ttab\nline',
    );
    expect(text.block('family 👨‍👩‍👧', 200)).toBe('family 👨‍👩‍👧');
  });

  it('has no HTML', () => {
    expect(text.block('<script>alert(1)</script> a < b', 200)).toBe('‹script›alert(1)‹/script› a ‹ b');
  });

  it('fits on one line where a line is wanted', () => {
    expect(text.line('  a\n\n b\t c ', 200)).toBe('a b c');
  });

  it('hides a secret whose name was broken up by invisible characters', () => {
    expect(text.line('pass\u200bword=hunter2 pass\u0000word=hunter2', 200)).toBe(
      'password=[redacted] password=[redacted]',
    );
  });

  it('hides a secret in HTML before HTML is made harmless', () => {
    expect(text.line('<password>hunter2</password>', 200)).toBe('‹password›[redacted]‹/password›');
  });

  it('never shows half a secret at the place where it was cut', () => {
    const secret = 'bobhunter@example.com';
    for (let before = 60; before < 1_500; before++) {
      const cut = text.line(`${'x'.repeat(before)} ${secret} ${'y'.repeat(3_000)}`, 130);
      expect(cut).not.toContain('hunter');
    }
    // A secret before it shrinks the text, so that the place of the rough cut comes into view.
    for (let before = 1; before < 1_500; before++) {
      const cut = text.line(`password=${'p'.repeat(before)} ${secret} ${'y'.repeat(3_000)}`, 130);
      expect(cut).not.toContain('hunter');
    }
  });

  it('is bounded in time and size for 2 MB of anything', () => {
    for (const part of ['a', '"', 'password=', '\u202e', '<', 'é@', '😀', '1 ', '\n']) {
      expect(text.line(part.repeat(2_000_000 / part.length), 130).length).toBeLessThanOrEqual(130);
      expect(text.block(part.repeat(2_000_000 / part.length), 15_000).length).toBeLessThanOrEqual(15_000);
    }
  });

  it('says of a detail that it was hidden, by its key', () => {
    expect(text.detail('apiKey', 'x'.repeat(1_000_000), 100)).toContain('[redacted]');
    expect(text.detail('plan', 'gold', 100)).toBe('gold');
  });
});

describe('textOf', () => {
  it.each([
    [42, '42'],
    [0, '0'],
    [false, 'false'],
    [Number.NaN, 'NaN'],
    [12n, '12'],
    [Symbol('x'), 'Symbol(x)'],
    ['text', 'text'],
    [{ a: { b: [1, null, 'x', undefined] } }, '{"a":{"b":[1,null,"x",null]}}'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), '{}'],
    [() => 1, '"(function)"'],
    [new TypeError('disk full'), 'TypeError: disk full'],
    [runInNewContext('new RangeError("disk full")'), 'RangeError: disk full'],
    [new Error(''), 'Error'],
    [{ error: new Error('disk full') }, '{"error":"Error: disk full"}'],
    [
      new Map<unknown, unknown>([
        ['free', 0],
        [{ a: 1 }, new Set([1])],
        [null, 'x'],
      ]),
      '{"free":0,"{\\"a\\":1}":[1],"null":"x"}',
    ],
    [new Set(['a', new Map()]), '["a",{}]'],
    [new URL('https://example.com/a'), 'https://example.com/a'],
    [[/a+/g], '["/a+/g"]'],
    [null, undefined],
    [undefined, undefined],
  ])('says %s', (value, expected) => {
    expect(textOf(value)).toBe(expected);
  });

  it('says cycles, depth and size without end visibly', () => {
    const cyclic: Record<string, unknown> = { name: 'a' };
    cyclic['self'] = cyclic;
    expect(textOf(cyclic)).toBe('{"name":"a","self":"…"}');
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(textOf(deep)).toContain('…');
    const many = Array.from({ length: 1_000_000 }, (_, index) => index);
    expect(textOf(many)).toMatch(/^\[0,1,.*,499,"…"\]$/);
    expect(textOf(new Set(many))).toBe(textOf(many));
    expect(textOf(new Map(many.map((index) => [index, index])))).toMatch(/^\{"0":0,.*,"499":499,"…":"…"\}$/);
    const itself = new Map<unknown, unknown>();
    expect(textOf(itself.set(itself, itself))).toBe('{"\\"…\\"":"…"}');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          expect(['string', 'undefined']).toContain(typeof textOf(value));
        },
      ),
    );
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(textOf(proxy)).toBe('(a proxy, not read)');
    expect(textOf(new Proxy(new Map(), {}))).toBe('(a proxy, not read)');
    expect(
      textOf(
        Object.assign(/a/, {
          toString() {
            throw new Error('no');
          },
        }),
      ),
    ).toContain('{');
    expect(
      textOf({
        get broken() {
          throw new Error('no');
        },
      }),
    ).toBe('{"broken":"(unreadable)"}');
  });
});
