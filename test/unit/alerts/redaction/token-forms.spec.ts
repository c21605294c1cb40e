import { describe, expect, it } from 'vitest';

import { createRedactor } from '../../../../src/alerts/redaction/redactor.js';
import { TOKEN_FORMS } from '../../../../src/alerts/redaction/tokens/token-forms.js';
import { expectHiddenInAlerts } from './hidden-in-alerts.js';

const redactor = createRedactor();

describe('the table of tokens', () => {
  it('has a unique name, an example and a source for each form', () => {
    expect(new Set(TOKEN_FORMS.map(({ name }) => name)).size).toBe(TOKEN_FORMS.length);
    for (const { name, pattern, source } of TOKEN_FORMS) {
      expect(pattern.flags, name).toBe('');
      expect(source, name).toMatch(/^https:\/\/[a-z\d.-]+\/\S*$/);
    }
  });

  it.each(TOKEN_FORMS)('the pattern of $name matches the example from its mark to its end', ({ pattern, example }) => {
    const found = pattern.exec(example);
    expect(found).not.toBeNull();
    expect((found?.index ?? 0) + (found?.[0].length ?? 0)).toBe(example.length);
    expect(new RegExp(`^(?:${pattern.source})$`).test('an ordinary text of several words')).toBe(false);
  });

  it.each(TOKEN_FORMS)('$name is hidden in running text, which is kept', ({ example }) => {
    // In webhook URLs, the host is kept.
    const hidden = redactor.text(`The call with ${example} failed.`);
    expect(hidden).toMatch(/^The call with \S*\[redacted\]\S{0,3} failed\.$/);
  });

  it.each(TOKEN_FORMS)('$name is hidden in every field of an alert', ({ example }) => {
    expectHiddenInAlerts(example, secretsOf(example));
  });
});

/** The parts of an example that must not remain: any 12 characters of its second half. */
function secretsOf(example: string): readonly string[] {
  const half = example.slice(Math.ceil(example.length / 2));
  return half.length <= 12 ? [half] : [half.slice(0, 12), half.slice(-12)];
}
