import { describe, expect, it } from 'vitest';
import { AliasBuilder } from '../../../src/alerts/alias.js';
import { OutgoingText } from '../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor } from '../../../src/alerts/redaction/redactor.js';
import { fitAlias } from '../../../src/platforms/opsgenie/fit-message.js';

const aliases = new AliasBuilder(
  { service: 'orders-api', environment: 'production' },
  new OutgoingText(createRedactor()),
  'key',
  fitAlias,
);

describe('a generated alias', () => {
  it('says service, environment, kind, operation and what the rule names', () => {
    expect(aliases.forRule('status', 'GET /orders/:id', '5XX')).toBe(
      'orders-api:production:status:GET /orders/:id:5XX',
    );
  });

  it('is not taken for a secret', () => {
    expect(aliases.forRule('exception', 'POST /auth/token', 'TypeError')).toBe(
      'orders-api:production:exception:POST /auth/token:TypeError',
    );
  });

  it('groups handled exceptions by class, and by entity where there is one', () => {
    expect(aliases.forException('TypeError')).toBe('orders-api:production:exception:handled:TypeError');
    expect(aliases.forException('TypeError', 'invoices')).toBe('orders-api:production:exception:invoices:TypeError');
  });

  it.each([
    ['order 17 failed after 3.5 s', 'order {number} failed after {number} s'],
    ['took 120ms', 'took {number}ms'],
    ['job 550e8400-e29b-41d4-a716-446655440000 lost', 'job {uuid} lost'],
    ['commit deadbeef01 at 0x1f', 'commit {hex} at {hex}'],
    ['no file "a b.txt" in \'x\' or `y`', 'no file {text} in {text} or {text}'],
    ["can't reach Bob's printer", "can't reach Bob's printer"],
    ['mail to bob@example.com bounced', 'mail to [redacted] bounced'],
    ['password=hunter2 is wrong', 'password=[redacted] is wrong'],
    ['bucket s3 gives 5XX', 'bucket s3 gives 5XX'],
    ['facade effaced', 'facade effaced'],
  ])('groups messages that differ only in data: %s', (message, expected) => {
    expect(aliases.forMessage(message)).toBe(`orders-api:production:manual:${expected}`);
  });

  it('is a readable beginning and a hash when it is too long', () => {
    const one = aliases.forRule('status', `GET /${'a'.repeat(600)}`, '500');
    const other = aliases.forRule('status', `GET /${'a'.repeat(600)}`, '501');
    expect(one).toMatch(/^orders-api:production:status:GET \/a+…~[0-9a-f]{64}$/);
    expect(one).toHaveLength(512);
    expect(other).not.toBe(one);
    expect(aliases.forRule('status', `GET /${'a'.repeat(600)}`, '500')).toBe(one);
  });
});

describe('an alias that the application gives', () => {
  it('is used unchanged', () => {
    expect(aliases.given('checkout: payments/down #1')).toBe('checkout: payments/down #1');
    expect(aliases.given('a<b')).toBe('a‹b');
    expect(aliases.given('...')).toBe('...');
    // What would be a step in the path of a request, or no part of it.
    expect(['.', '..', ' .. ', '\u200b', '.\u0000'].map((alias) => aliases.given(alias))).toEqual([
      '(.)',
      '(..)',
      '(..)',
      '()',
      '(.)',
    ]);
  });

  it('stays apart from another when secrets in them are hidden', () => {
    const bob = aliases.given('user:bob@example.com');
    const eve = aliases.given('user:eve@example.com');
    expect(bob).toMatch(/^user:\[redacted\]~[0-9a-f]{16}$/);
    expect(eve).not.toBe(bob);
    expect(aliases.given('user:bob@example.com')).toBe(bob);
  });

  it('is limited like any other', () => {
    expect(aliases.given('x'.repeat(512))).toBe('x'.repeat(512));
    const long = aliases.given('x'.repeat(10_000));
    expect(long).toHaveLength(512);
    expect(aliases.given(`${'x'.repeat(10_000)}y`)).not.toBe(long);
    expect(aliases.given('😀'.repeat(1_000))).not.toMatch(/\p{Surrogate}/u);
  });
});
