import type { LoggerService } from '@nestjs/common';

/** Keeps the warnings and errors that are logged, each in one line: the rest of a stack differs from run to run. */
export class RecordingLogger implements LoggerService {
  readonly lines: string[] = [];

  log(): void {}

  warn(message: unknown, ...more: unknown[]): void {
    this.#keep('warn', message, ...more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.#keep('error', message, ...more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.#keep('fatal', message, ...more);
  }

  clear(): void {
    this.lines.length = 0;
  }

  #keep(level: string, ...texts: readonly unknown[]): void {
    this.lines.push([level, ...texts.map((text) => String(text).split('\n', 1)[0])].join(' | '));
  }
}
