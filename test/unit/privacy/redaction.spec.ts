import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { AliasBuilder } from '../../../src/alerts/alias.js';
import { OutgoingText } from '../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { dropHandler } from '../../../src/delivery/drop-handler.js';

const text = new OutgoingText(createRedactor());

describe('a secret is hidden', () => {
  // Every secret in these contains "hunter".
  it.each([
    ['in a URL-encoded address', 'GET /users/hunter%40example.com'],
    ['in a URL-encoded pair', 'password%3Dhunter2'],
    ['in an address within an address', 'next=https%253A%252F%252Fbob%253Ahunter2%2540db'],
    ['in form data', 'Authorization%3A+Bearer+hunter2abc&a=1'],
    ['in HTML', '&quot;password&quot;:&quot;hunter 2&quot;'],
    ['in JSON with encoded quotes', '\\u0022password\\u0022:\\u0022hunter 2\\u0022'],
    ['behind encoded letters that are not ASCII', '/%E2%86%92ghp_hunter0123456789012345'],
    ['in JSON with escaped slashes', 'https:\\/\\/bob:hunter2@db.local\\/x'],
    ['by a name of two words', 'wrong API key: hunter2'],
    ['by a name in brackets', 'user[password]=hunter2&user[age]=3'],
    ['by a name in brackets and quotes', `config['password'] = 'hunter2'`],
    ['by a name of any case', 'aUtHoRiZaTiOn: hunter2'],
    ['by a name that a joiner splits', 'pass\u200cword=hunter2'],
    ['by a name that a soft hyphen splits', 'pass\u00adword=hunter2'],
    ['by a name that an invisible tag splits', 'pass\u{e0061}word=hunter2'],
    ['on the line after its name', "password:\n   'hunter2'"],
    ['far behind its name', 'password        :        hunter2'],
    ['beside its name in a list of headers', `[ 'X-Api-Key', 'hunter2', 'Accept', '*/*' ]`],
    ['in brackets that a string seems to close', '{"credentials":{"user":"a}b","key":"hunter2"}}'],
    ['with signs in it', 'password=ab,cd&hunter)hunter;hunter, user=bob'],
    ['with brackets in it', 'password=ab[cd]hunter'],
    ['deep within JSON', JSON.stringify(JSON.stringify(JSON.stringify(JSON.stringify({ token: 'hunter' }))))],
    ['in cookies without a colon', 'cookie=a=b; c=hunter2'],
    ['in several cookies', 'Cookies: a=b; c=hunter2'],
    ['in digest authentication', 'Digest username="bob", nonce="x", response="hunter2"'],
    ['in a private key in form data', '-----BEGIN+PRIVATE+KEY-----%0Ahunter%0A-----END+PRIVATE+KEY-----'],
    ['in a private key in small letters', '-----begin private key-----\nhunter\n-----end private key-----'],
    ['in the address of a webhook', 'https://hooks.slack.com/services/T0000/B0000/hunterhunter'],
    ['in JSON that could not be read', `Unexpected token 'o', ..."hunter2"oops"... is not valid JSON`],
    ['in the query of an unknown route', 'Cannot GET /orders?page=hunter'],
    ['in an address that could not be read', `'/%zz?page=hunter' is not a valid url component`],
  ])('%s', (_, leaky) => {
    expect(text.block(leaky, 15_000)).toContain('[redacted]');
    expect(text.block(leaky, 15_000)).not.toContain('hunter');
  });

  it.each([
    '4111.1111.1111.1111',
    '4111_1111_1111_1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '4111%201111%201111%201111',
  ])('in the card number %s', (card) => {
    expect(text.block(`card ${card} refused`, 15_000)).toBe('card [redacted] refused');
  });

  it('if it is a known value, in any case and encoding', () => {
    const key = '5ec7e7a9-1b2c-4d3e-8f90-a1b2c3d4e5f6';
    const redactor = createRedactor({ values: [key, ''] });
    expect(redactor.text(`${key} ${key.toUpperCase()}`)).toBe('[redacted] [redacted]');
    expect(redactor.text(key.replaceAll('-', '%2d'))).toBe('[redacted]');
    expect(createRedactor({ values: ['a.b*a.b*'] }).text('a.b*a.b* axbbaxbb')).toBe('[redacted] axbbaxbb');
  });

  it('but not if the known value is too short', () => {
    expect(createRedactor({ values: ['test'] }).text('the latest test')).toBe('the latest test');
  });
});

describe('text without secrets stays unchanged', () => {
  it.each([
    'GET /files/a%20b%2Fc.txt?page=2&q=x+y',
    'missing fields: "password", "email"',
    "Unexpected token '<' in JSON at position 0",
    'Cannot GET /orders',
    'tags[0]=red&tags[1]=blue',
    'API version: 3',
    'tokens: 5, primary key: 4, public key: 7',
    'took 5%25 of &lt;all&gt; at \\u0041',
    '[auth]: connected',
    'a <b>',
  ])('%s', (innocent) => {
    expect(createRedactor().text(innocent)).toBe(innocent);
  });

  it('and text after a secret is kept', () => {
    expect(text.block('(password=a1) for user=bob, id 7', 15_000)).toBe('(password=[redacted]) for user=bob, id 7');
    expect(text.block('password=a1,user=bob;id=7&x=2', 15_000)).toBe('password=[redacted],user=bob;id=7&x=2');
    expect(text.block('token: Bearer abcdef, next', 15_000)).toBe('token: [redacted], next');
    expect(text.block('{"credentials":{"a":"}"},"id":7}', 15_000)).toBe('{"credentials":[redacted],"id":7}');
  });
});

describe('decoded text', () => {
  it('does not restore control characters, direction marks or HTML', () => {
    const encoded = 'password=a%20%1b[31m%00%E2%80%AE%3Cb%3E&#27;&#x202e;\\u0007 %C3%28 password%3Dhunter';
    expect(text.block(encoded, 15_000)).not.toMatch(/[<>\p{Cf}]|(?!\n)\p{Cc}|hunter/u);
  });

  it('terminates for any text', () => {
    for (const part of [
      '%',
      '%25',
      '%E2',
      '&#',
      '&quot;',
      '\\u0022',
      '%3D+',
      'password[',
      "'x',",
      'API key ',
      'password=,',
      'Digest a=',
      ', "',
    ])
      expect(text.block(part.repeat(300_000 / part.length), 15_000).length, part).toBeGreaterThan(0);
  }, 30_000);
});

describe('an alias with a hidden secret', () => {
  const scope = { service: 'shop', environment: 'test' };

  it('cannot be guessed without the key', () => {
    const given = 'card 4111111111111111';
    const alias = new AliasBuilder(scope, text, 'key').given(given);
    expect(alias).toMatch(/^card \[redacted\]~[0-9a-f]{16}$/);
    expect(alias).not.toContain(createHash('sha256').update(given).digest('hex'));
    expect(new AliasBuilder(scope, text, 'key').given(given)).toBe(alias);
    expect(new AliasBuilder(scope, text, 'other').given(given)).not.toBe(alias);
  });

  it('does not depend on the key if it is only too long', () => {
    const given = 'a'.repeat(600);
    expect(new AliasBuilder(scope, text, 'key').given(given)).toBe(new AliasBuilder(scope, text, 'other').given(given));
  });
});

it('the error of a drop handler is redacted for the log', () => {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  const broken = (): never => {
    throw new Error('https://bob:hunter2@chat.example.com');
  };
  const handle = dropHandler({ log: write, warn: write, error: write }, broken, (said) => text.line(said, 1_000));
  handle({ type: 'close', alias: 'a', priority: 'P3', payload: { source: 'shop', user: 'shop' } }, 'gone');
  expect(lines[0]).toBe('`delivery.onDropped` failed (https://[redacted]@chat.example.com).');
  expect(lines[1]).toContain('"alias":"a"');
});
