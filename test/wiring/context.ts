import { Module, type INestApplicationContext, type LoggerService, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { onTestFinished } from 'vitest';

import type { OpsgenieModuleOptions } from '../../src/index.js';
import { OpsgenieSandbox, type SandboxOptions } from '../../src/testing/index.js';

export const API_KEY = '6f8e2a10-93b4-4c7d-8e5f-0a1b2c3d4e5f';

/** Starts a sandbox that processes accepted writes immediately. It stops when the test ends. */
export async function startSandbox(options: SandboxOptions = {}): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** Options of an application without logs whose platform is a sandbox. */
export function optionsFor(sandbox: OpsgenieSandbox, own: Partial<OpsgenieModuleOptions> = {}): OpsgenieModuleOptions {
  return {
    enabled: true,
    apiKey: API_KEY,
    baseUrl: sandbox.url,
    service: 'shop',
    environment: 'test',
    rules: [],
    logger: false,
    ...own,
  };
}

/** Starts an application without HTTP. It stops when the test ends. */
export async function startContext(
  metadata: ModuleMetadata,
  logger: LoggerService | false = false,
): Promise<INestApplicationContext> {
  class AppModule {}
  Module(metadata)(AppModule);
  // A failed start must fail the test, not end the process.
  const context = await NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
  onTestFinished(() => context.close());
  return context;
}

/** A logger that records its lines. */
export class RecordingLogger implements LoggerService {
  readonly lines: string[] = [];

  log(...args: readonly unknown[]): void {
    this.#keep('log', args);
  }

  warn(...args: readonly unknown[]): void {
    this.#keep('warn', args);
  }

  error(...args: readonly unknown[]): void {
    this.#keep('error', args);
  }

  /** What the module logged after its line at boot. */
  get fromOpsgenie(): string[] {
    return this.lines
      .filter((line) => line.endsWith(' [Opsgenie]') && !line.startsWith('log: Alerting O'))
      .map((line) => line.replace(/ \[Opsgenie\]$/, ''));
  }

  #keep(level: string, [message, ...rest]: readonly unknown[]): void {
    const context = rest.findLast((part) => typeof part === 'string');
    this.lines.push(`${level}: ${String(message)} [${context ?? ''}]`);
  }
}
