import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { LoggerService } from '@nestjs/common';
import { expect, onTestFinished } from 'vitest';

import type { OpsgenieModuleOptions } from '../../../src/index.js';
import type { OpsgenieSandbox } from '../../../src/testing/index.js';
import { planted, type LeakyText } from '../../unit/privacy/planted-secrets.js';
import type { RunningApplication } from '../application.js';

/** Limits so high that nothing is delayed or evicted. */
export const UNHURRIED = {
  perMinute: 10_000,
  burst: 10_000,
  maxMessages: 10_000,
  maxBytes: 100_000_000,
} satisfies OpsgenieModuleOptions['delivery'];

/** Everything that left the process, except for the headers, which must contain the API key. */
export function sentText(sandbox: OpsgenieSandbox): string {
  return sandbox.requests.map(({ path, query, text }) => `${path}\n${JSON.stringify(query)}\n${text}\n`).join('');
}

/** A logger that keeps every line. */
export class Lines implements LoggerService {
  readonly #lines: string[] = [];

  get text(): string {
    return this.#lines.join('\n');
  }

  log = (...said: unknown[]): void => this.#keep(said);
  warn = (...said: unknown[]): void => this.#keep(said);
  error = (...said: unknown[]): void => this.#keep(said);

  #keep(said: unknown[]): void {
    this.#lines.push(said.map(String).join(' '));
  }
}

/** A directory that is removed when the test ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'opsgenie-privacy-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Names and contents of all files in a directory. */
export function filesIn(directory: string): string {
  return readdirSync(directory)
    .map((name) => `${name}\n${readFileSync(join(directory, name), 'utf8')}`)
    .join('\n');
}

/** Waits until everything is delivered. */
export async function settled(application: RunningApplication): Promise<void> {
  await application.responsesClosed();
  expect(await application.opsgenie.flush('30s')).toMatchObject({ pending: 0, dropped: 0 });
}

/** Expects that no part of a planted secret is left, and lists the texts that leak one. */
export function expectNothingPlanted(sent: string, all: readonly LeakyText[]): void {
  const left = planted(sent);
  const leaks = all.filter(({ canary }) => left.some((place) => place.includes(`${canary} `)));
  expect(left, `Leaks: ${JSON.stringify(leaks, null, 1)}`).toEqual([]);
}

/** Expects that the texts were sent. If the end of a secret is uncertain, the text after it is hidden as well, so a few may be missing. */
export function expectSent(sent: string, all: readonly LeakyText[]): void {
  const words = new Set(sent.match(/canary\d+/g));
  const missing = all.filter(({ canary }) => !words.has(canary));
  expect(missing.length, JSON.stringify(missing)).toBeLessThanOrEqual(all.length * 0.03);
}
