import { faultReport } from '../text/fault.js';

/**
 * Keeps failures of the observers away from the application, and logs them. Each kind is logged once, because observers run for every
 * request and every task.
 */
export class FaultLog {
  readonly #logged = new Set<string>();
  readonly #log: (line: string) => void;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Runs an action of an observer. @param what what its failure is logged as; fixed text, as each one is remembered */
  guard(what: string, action: () => void): void {
    try {
      action();
    } catch (error) {
      this.report(what, error);
    }
  }

  /** Logs what observers cannot see, once. @param line fixed text, as each one is remembered */
  once(line: string): void {
    if (this.#logged.has(line)) return;
    this.#logged.add(line);
    this.#log(line);
  }

  /** Logs a failure, once for each `what`. */
  report(what: string, error: unknown): void {
    if (this.#logged.has(what)) return;
    this.#logged.add(what);
    this.#log(faultReport(what, error));
  }
}
