import type { IncidentEngine } from '../incidents/incident-engine.js';
import type { HealthLimits } from '../options/process-health-options.js';
import type { ObserveOptions } from '../options/observe-options.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import type { OutcomeKind } from '../rules/outcome.js';
import type { RuleBook } from '../rules/rule-book.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';
import type { FaultLog } from './fault-log.js';
import type { ObservedApplication } from './observed-application.js';

/**
 * Watches one kind of run: requests, tasks, the process. Each method is one stage in the life of an application; an observer has those
 * that it needs. They are called in this order, and what one throws is logged and affects nothing else.
 */
export interface Observer {
  /**
   * Whether it observes the application as a whole, which only one import of the module may do. Where another import does, it is
   * stopped and gets no further calls.
   */
  readonly isExclusive: boolean;

  /** The options are known. Providers that depend on others do not exist yet, so that even a failed start can be observed. */
  start?(): void;

  /** Nest creates its providers: all classes are known, and nothing reads their methods yet. */
  attach?(application: ObservedApplication): void;

  /**
   * The application has registered its globals, and Nest builds the routes next. Not called in an application without HTTP; may be
   * called again when a testing module is compiled again.
   */
  install?(): void;

  /** All instances exist, and other libraries begin to read their methods. */
  connect?(): void;

  /** The application has started, but may not listen yet. */
  ready?(): void;

  /** Waits until everything that has ended is reported, at most `patience` milliseconds. Not for what is under way. */
  settled?(patience: number): Promise<void>;

  /** Waits until no run is under way, at most `patience` milliseconds. @returns whether that is so */
  idle?(patience: number): Promise<boolean>;

  /** The application has shut down: observes no further runs. What is under way may still be reported. Also called if an earlier stage failed. */
  stop?(): void;

  /** The rules of the classes and methods that it observes, as far as they are known by the time of {@link ready}. */
  rules?(): readonly CompiledRule[];

  /** The kinds of runs that it observes in this application, as far as they are known by the time of {@link ready}. */
  kinds?(): readonly OutcomeKind[];

  /** What the runs of a method are observed as; `undefined` if this observer does not observe them. */
  kindOf?(decorated: DecoratedMethod): OutcomeKind | undefined;

  /** The option that keeps it from observing a method: `observe.schedule is false`; `undefined` if none does. */
  switchedOffBy?(decorated: DecoratedMethod): string | undefined;

  /** Whether alert decorators on a class have an effect, though none of its methods is reached: it works in fields. */
  reachesClass?(type: DecoratedMethod['type']): boolean;
}

/** A method of a class. */
export interface DecoratedMethod {
  readonly type: { readonly name: string; readonly prototype: object };
  readonly name: string | symbol;
  readonly method: object;
  readonly isController: boolean;
}

/** What an observer depends on and reports to. */
export interface ObserverContext {
  readonly clock: Clock;
  /** The rules of each class and method. */
  readonly rules: RuleBook;
  /** Takes outcomes: `incidents.monitor(rules, operation)` once for each operation, then `record()` for each run. */
  readonly incidents: IncidentEngine;
  /** Takes reports about the process, which are not about runs of an operation. */
  readonly process: ProcessReports;
  /** Takes pings of heartbeats, and what they have to allow. Intervals are in milliseconds. */
  readonly heartbeats: {
    ping(name: string): void;
    ensure(heartbeat: { readonly name: string; readonly interval: number }): void;
  };
  readonly settings: ObserverSettings;
  /** Counts the instances of the service; `undefined` while that is not known. @defaultValue it never is */
  readonly instances?: (() => InstanceCount | undefined) | undefined;
  /** For messages to the user; secrets in them are hidden. */
  readonly log: Log;
  /** For failures of the observer itself. */
  readonly faults: FaultLog;
}

/** The options that observers read. */
export interface ObserverSettings {
  /** Paths that are not observed. */
  readonly ignore: readonly string[];
  readonly processErrors: boolean;
  /** The kinds of runs that are switched off. */
  readonly observe: ObserveOptions;
  /** The heartbeat of the application, which says whether those of its methods are created as well. */
  readonly heartbeat: { readonly ensure: boolean } | undefined;
  /** The limits of the process's signals. */
  readonly processHealth: HealthLimits;
  /** How many instances of the service have to be alive. Absent: any number. */
  readonly expectedInstances?: number | undefined;
}

/** The instances of the service. */
export interface InstanceCount {
  /** How many are alive, this one included. */
  readonly alive: number;
  /** The names of those that vanished within the last minutes. */
  readonly lost: readonly string[];
}

/** The process at the moment of an error that nothing caught. */
export interface ProcessState {
  /** Whether the application was up. */
  readonly isUp: boolean;
  /** Whether the application listens for uncaught errors itself, so that the process may go on. */
  readonly mayGoOn: boolean;
  /** How long the process has run, in milliseconds. */
  readonly uptime: number;
}

/** Takes reports about the process. */
export interface ProcessReports {
  /** Prepares to send while the process ends. */
  start(): void;
  /** Reports an error that nothing caught. */
  uncaught(error: unknown, origin: NodeJS.UncaughtExceptionOrigin, state: ProcessState): void;
  /**
   * Reports that the process ends before the application has started.
   *
   * @param uptime how long the process has run, in milliseconds
   * @param error why, if that was seen
   */
  startFailed(exitCode: number, uptime: number, error?: unknown): void;
  /** Sends what was reported: the process ends as soon as this returns. */
  sendNow(): void;
  /** Releases what {@link start} prepared. */
  stop(): void;
}
