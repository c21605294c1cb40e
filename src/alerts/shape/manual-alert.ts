import type { AlertShape } from '../../rules/alert-shape.js';
import { type Duration, parseDuration } from '../../time/duration.js';
import { Budget } from '../../text/budget.js';
import { ShapeRepair } from './shape-repair.js';

/** An alert that the application raises itself. Only the message is required. */
export type ManualAlert = AlertShape & {
  readonly message: NonNullable<AlertShape['message']>;
  /** Closes the alert this long after it was raised; a number is milliseconds. Without it, the application closes the alert. */
  readonly closeAfter?: Duration;
};

/** The alert read from a caller's input, with the changes that were made. */
export interface RepairedAlert<Alert extends AlertShape> {
  readonly alert: Alert;
  /** Changes made to invalid input, for the alert's details; empty if there were none. */
  readonly repairs: readonly string[];
}

/** Whether there is a target of this name. @defaultValue whatever is asked for */
export type IsTarget = (name: string) => boolean;

/** The message of an alert without a usable one. The alert is sent anyway: the caller wanted to report something. */
export const NO_MESSAGE = '(alert without a message)';

/**
 * Reads an alert from anything that is passed to `raise()`. An alert is often raised where something is already broken, so an invalid
 * field costs only itself and is reported in the details. Never throws.
 *
 * @example `repairManualAlert('disk full')` is an alert with that message, and one repair
 */
export function repairManualAlert(
  input: unknown,
  budget: Budget = new Budget(),
  isTarget?: IsTarget,
): RepairedAlert<ManualAlert> {
  const repair = new ShapeRepair(input, budget, ['closeAfter']);
  const shape = usableShape(repair, isTarget);
  const closeAfter = repair.field('closeAfter');
  const milliseconds = parseDuration(closeAfter);
  if (closeAfter !== undefined && milliseconds === undefined) repair.note('closeAfter', 'ignored: must be a duration');
  return {
    alert: {
      ...shape,
      message: usableMessage(shape.message, repair),
      ...(milliseconds !== undefined && { closeAfter: milliseconds }),
    },
    repairs: repair.repairs,
  };
}

/** Reads an alert's shape from anything that is passed to `raiseException()` or `watch()`. Never throws. */
export function repairShape(
  input: unknown,
  budget: Budget = new Budget(),
  isTarget?: IsTarget,
): RepairedAlert<AlertShape> {
  const repair = new ShapeRepair(input, budget);
  return { alert: usableShape(repair, isTarget), repairs: repair.repairs };
}

/** An unknown target must not lose the alert: it is sent with the module's own key. */
function usableShape(repair: ShapeRepair, isTarget: IsTarget = () => true): AlertShape {
  const { target, ...shape } = repair.shape();
  if (target === undefined) return shape;
  if (isTarget(target)) return { ...shape, target };
  repair.note('target', 'ignored: not a name in the option `targets`');
  return shape;
}

function usableMessage(message: AlertShape['message'], repair: ShapeRepair): NonNullable<AlertShape['message']> {
  if (message !== undefined && (typeof message === 'function' || message.trim() !== '')) return message;
  repair.note('message', message === undefined ? 'was missing' : 'was empty');
  return NO_MESSAGE;
}
