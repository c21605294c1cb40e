import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { TOKEN_FORMS } from '../../src/alerts/redaction/tokens/token-forms.js';
import { createRedactor } from '../../src/alerts/redaction/redactor.js';
import { WORD_FOR_SECRET } from '../../src/alerts/redaction/words-for-secrets.js';

const SMALL = 16 * 1_024;
const LARGE = 64 * 1_024;
// A pattern that takes no longer than this for 64 KB is harmless, whatever its growth.
const HARMLESS_MS = 10;
// The whole redactor has many patterns.
const HARMLESS_REDACTION_MS = 50;
// Four times the text takes four times as long, or sixteen times if the growth is quadratic.
const MOST_GROWTH = 9;

interface Pattern {
  readonly where: string;
  readonly form: RegExp;
}

/** Every regular expression in the sources, so that new ones are tested automatically. */
function patternsIn(directory: string): Pattern[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return patternsIn(path);
    return path.endsWith('.ts') ? patternsOf(path) : [];
  });
}

function patternsOf(path: string): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const flags = node.text.slice(end + 1);
      // `replace` and `matchAll` search from every position; a sticky pattern is tried only at the start of the text.
      const form = new RegExp(node.text.slice(1, end), /[gy]/.test(flags) ? flags : `${flags}g`);
      found.push({ where: `${path}: ${node.text.slice(0, 100)}`, form });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

/** The characters of a pattern, one of each class, and its words. The most expensive texts consist of these. */
function partsOf({ source }: RegExp): string[] {
  const plain = source
    .replaceAll(/\\[dDwWsSbBpP](?:\{[^}]*\})?/g, ' ')
    .replaceAll(/\\[nrt]/g, '\n')
    .replaceAll(/\(\?<?[\w!=:]*>?|\{\d+,?\d*\}/g, ' ')
    .replaceAll('\\', '');
  const characters = new Set(plain.replaceAll(/[a-zA-Z]/g, 'a').replaceAll(/\d/g, '1'));
  for (const common of 'aA1 \n') characters.add(common);
  const all = [...characters].slice(0, 24);
  const words = new Set(plain.match(/[^|()[\]?*+{}^$]{2,40}/g) ?? []);
  return [...all, ...all.flatMap((one) => all.filter((other) => other !== one).map((other) => one + other)), ...words];
}

/** The shortest CPU time of several runs, in milliseconds, because the machine may be busy. */
function time(search: (text: string) => unknown, text: string, runs: number): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const started = process.cpuUsage();
    search(text);
    const { user, system } = process.cpuUsage(started);
    shortest = Math.min(shortest, (user + system) / 1_000);
  }
  return shortest;
}

function growsTooFast(search: (text: string) => unknown, part: string, harmless: number): boolean {
  const text = (length: number): string => part.repeat(Math.ceil(length / part.length)).slice(0, length);
  // Most are so fast on the small text that even quadratic growth is harmless on the large one.
  if (time(search, text(SMALL), 1) < harmless / 16) return false;
  if (time(search, text(LARGE), 1) < harmless || time(search, text(LARGE), 2) < harmless) return false;
  return time(search, text(LARGE), 4) > MOST_GROWTH * time(search, text(SMALL), 4) + harmless;
}

const patterns = [
  ...patternsIn('src'),
  // This one is built from words, so it is not a literal.
  { where: 'src/alerts/redaction/words-for-secrets.ts', form: WORD_FOR_SECRET },
];

describe('every regular expression in the sources', () => {
  it('is found', () => {
    expect(patterns.length).toBeGreaterThan(100);
  });

  it('takes linear time', () => {
    const slow = patterns.flatMap(({ where, form }) => {
      const part = partsOf(form).find((one) => growsTooFast((text) => text.replace(form, ''), one, HARMLESS_MS));
      return part === undefined ? [] : [`${where} on ${JSON.stringify(part)}`];
    });
    expect(slow).toEqual([]);
  }, 300_000);
});

describe('a redactor', () => {
  const redactor = createRedactor();

  it('takes linear time, whatever the text repeats', () => {
    const parts = [
      ...new Set(
        patterns
          .filter(({ where }) => /redaction.[^/\\]*\.ts/.test(where))
          .flatMap(({ form }) => partsOf(form).filter((part) => part.length > 2)),
      ),
      ...TOKEN_FORMS.map(({ example }) => example),
    ];
    const slow = parts.filter((part) => growsTooFast((text) => redactor.text(text), part, HARMLESS_REDACTION_MS));
    expect(slow).toEqual([]);
  }, 300_000);
});
