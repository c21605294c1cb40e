import type { OutcomeKind } from '../rules/outcome.js';
import { Check, flag } from '../validation/checks.js';

/** The kinds of runs outside HTTP that libraries start. Methods with alert decorators of their own are always observed. */
type SwitchableKind = Exclude<OutcomeKind, 'http' | 'method' | 'task' | 'process'>;

/** Kinds of runs outside HTTP; one that is `false` is not observed, whatever decorators say. @defaultValue all are observed */
export type ObserveOptions = Readonly<Partial<Record<SwitchableKind, boolean | undefined>>>;

/** The validation schema of {@link ObserveOptions}. */
export class ObserveOptionsSchema implements Record<keyof ObserveOptions, unknown> {
  @Check(flag) graphql: unknown;
  @Check(flag) rpc: unknown;
  @Check(flag) ws: unknown;
  @Check(flag) schedule: unknown;
  @Check(flag) events: unknown;
  @Check(flag) queues: unknown;
  @Check(flag) cqrs: unknown;
  @Check(flag) cli: unknown;
}
