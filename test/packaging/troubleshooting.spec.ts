import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/troubleshooting.md`, 'utf8');
const SOURCE = sourceText(`${ROOT}src`);
/** Their texts are not ours. */
const OTHERS = ['Errors of other tools', 'What you see without a text'];
/** A shorter text would be found anywhere. */
const LEAST = 8;

describe('the page about troubleshooting', () => {
  const quotes = PAGE.split(/^## /m)
    .slice(1)
    .filter((section) => !OTHERS.some((title) => section.startsWith(title)))
    .flatMap(quotesOf);

  it('quotes many texts', () => {
    expect(quotes.length).toBeGreaterThan(80);
  });

  it.each(quotes)('quotes a text that the code still has: %s', (quote) => {
    const pieces = quote
      .split('…')
      .map((piece) => piece.replaceAll(/^[\s:;.,(]+|[\s:;,(]+$/g, ''))
      .filter((piece) => piece.length >= LEAST);

    expect(pieces).not.toEqual([]);
    expect(pieces.filter((piece) => !SOURCE.includes(piece))).toEqual([]);
  });
});

/** The code at the beginning of the rows of a section's table. */
function quotesOf(section: string): string[] {
  return [...section.matchAll(/^\| (`+)(.+?)\1 \|/gm)].map(([, , quote = '']) => quote.trim());
}

/** All code, each text in one piece as it is at run time. */
function sourceText(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
    .replaceAll(/['"`]\s*\+\s*['"`]/g, '')
    .replaceAll(/\\([`'"])/g, '$1');
}
