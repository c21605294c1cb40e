import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const README = 'README.md';
const CONTENTS = 'docs/index.md';
/** What `nest new` writes into an application; the others are scripts of this repository. */
const OF_APPLICATIONS = ['start:dev'];
/** What a newcomer reads in ten minutes. */
const LONGEST_README = 250;
/** What a reader of the repository finds. */
const PAGES = [
  README,
  ...readdirSync(`${ROOT}docs`)
    .filter(isPage)
    .map((name) => `docs/${name}`),
];

describe.each(PAGES)('%s', (page) => {
  const text = textOf(page);

  it('contains only code that compiles unchanged', () => {
    expect(problemsOf(page, blocksOf(text, 'ts'))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script);

    expect(named.filter((script) => !(script in scripts) && !OF_APPLICATIONS.includes(script))).toEqual([]);
  });

  it('links to headings and files that exist', () => {
    const links = linksOf(text);

    expect(links.filter((target) => !target.startsWith('https:') && isBroken(target, page))).toEqual([]);
  });

  it('has no padding in tables, which nobody could read in a terminal or a diff', () => {
    expect(text.split('\n').filter((line) => line.length > 120 && /^\|.* {3}/.test(line))).toEqual([]);
  });
});

it('keeps the README short', () => {
  expect(textOf(README).split('\n').length).toBeLessThanOrEqual(LONGEST_README);
});

describe('the guide', () => {
  const pages = PAGES.filter((page) => page !== README && page !== CONTENTS).map((page) => basename(page));

  it('lists each of its pages in its contents and beside the pages of its site', () => {
    const listed = linksOf(textOf(CONTENTS));
    const sidebar = textOf('docs/.vitepress/config.mts');

    expect(pages.filter((page) => !listed.includes(page))).toEqual([]);
    expect(pages.filter((page) => !sidebar.includes(`'${basename(page, '.md')}'`))).toEqual([]);
  });

  it.each(pages)('links only to what its site has (%s)', (page) => {
    expect(linksOf(textOf(`docs/${page}`)).filter((target) => target.startsWith('..'))).toEqual([]);
  });
});

it('finds code, scripts and links in the README, so that the tests of pages can fail', () => {
  const text = textOf(README);

  expect(blocksOf(text, 'ts').length).toBeGreaterThan(0);
  expect(text).toMatch(/npm run \w/);
  expect(text).toContain('](#');
});

function isPage(name: string): boolean {
  return name.endsWith('.md');
}

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
}

function textOf(file: string): string {
  return readFileSync(ROOT + file, 'utf8');
}

/** @param target `#heading`, `file`, or `file#heading`, from the folder of the page */
function isBroken(target: string, page: string): boolean {
  const [file = '', heading] = target.split('#');
  const path = file === '' ? ROOT + page : join(ROOT, dirname(page), file);
  if (ts.sys.directoryExists(path)) return false;
  if (!ts.sys.fileExists(path)) return true;
  return heading !== undefined && !headingsOf(readFileSync(path, 'utf8')).includes(heading);
}

function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
}

function blocksOf(text: string, language: string): string[] {
  // Those in a list are indented.
  const blocks = new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\``, 'gms');
  return [...text.matchAll(blocks)].map(([, indent = '', code = '']) => code.replaceAll(`\n${indent}`, '\n'));
}

/** The anchor of a heading on the sites that render the page. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}

/** The TypeScript errors of code, each piece a separate module in the root folder. */
function problemsOf(page: string, snippets: readonly string[]): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${ROOT}tsconfig.json`,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  const options = config?.options ?? {};
  const files = new Map(snippets.map((code, index) => [`${ROOT}${basename(page, '.md')}-${index + 1}.ts`, code]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file);
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file);
  host.getSourceFile = (file, version, ...rest) => {
    const code = files.get(file);
    return code === undefined
      ? getSourceFile.call(host, file, version, ...rest)
      : ts.createSourceFile(file, code, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => `${file.slice(ROOT.length)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}
