import { existsSync } from 'node:fs';

import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** Where distributions put Chromium. */
const PROGRAMS = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/**
 * The browser, once started.
 *
 * @returns `undefined`, and a warning, where none is installed
 * @throws where none is installed in continuous integration, which has to test everything
 */
export async function startBrowser(): Promise<Browser | undefined> {
  const executablePath = PROGRAMS.find((program) => program !== '' && existsSync(program));
  if (executablePath === undefined) {
    const missing = 'Chromium is not installed: `apt-get install chromium`.';
    if (process.env['CI'] !== undefined) throw new Error(missing);
    console.warn(`SKIPPED: ${missing} Nothing is known about the page of the sandbox.`);
    return undefined;
  }
  // As root, as in most containers, Chromium has no sandbox of its own.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** A page, and what happened in it that should not. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors, refusals of the content security policy, and requests to other hosts. */
  readonly trouble: readonly string[];
}

/** Opens the page of a sandbox. It closes when the test ends. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) trouble.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  await page.locator('#connection[data-state=live]').waitFor();
  return { page, context, trouble };
}
