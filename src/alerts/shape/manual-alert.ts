import type { AlertShape } from '../../rules/alert-shape.js';
import { type Duration, parseDuration } from '../../time/duration.js';
import { Budget } from '../../text/budget.js';
import { ShapeRepair } from './shape-repair.js';

/** An alert that the application raises itself. Only the message is required. */
export type ManualAlert = AlertShape & {
  readonly message: NonNullable<AlertShape['message']>;
  /** Closes the alert this long after it was raised; a number is milliseconds. Without it, the application closes it. */
  readonly closeAfter?: Duration;
};

/** What could be made of what a caller gave, and in plain words what had to be changed. */
export interface RepairedAlert<Alert extends AlertShape> {
  readonly alert: Alert;
  /** Empty when all was well. They belong into the alert's details. */
  readonly repairs: readonly string[];
}

/** The message of an alert that came without a usable one. It must go out: somebody wanted to say something. */
export const NO_MESSAGE = '(alert without a message)';

/**
 * Makes an alert of anything that is given to `raise()`. An alert is often raised where something is broken already, so a wrong field
 * costs at most itself, and says so. Never throws.
 *
 * @example `repairManualAlert('disk full')` is an alert with that message, and one repair
 */
export function repairManualAlert(input: unknown, budget: Budget = new Budget()): RepairedAlert<ManualAlert> {
  const repair = new ShapeRepair(input, budget, ['closeAfter']);
  const shape = repair.shape();
  const closeAfter = repair.field('closeAfter');
  const milliseconds = parseDuration(closeAfter);
  if (closeAfter !== undefined && milliseconds === undefined)
    repair.note('closeAfter', 'is no duration and was left out');
  return {
    alert: {
      ...shape,
      message: usableMessage(shape.message, repair),
      ...(milliseconds !== undefined && { closeAfter: milliseconds }),
    },
    repairs: repair.repairs,
  };
}

/** Makes the shape of an alert of anything that is given to `raiseException()` and `watch()`. Never throws. */
export function repairShape(input: unknown, budget: Budget = new Budget()): RepairedAlert<AlertShape> {
  const repair = new ShapeRepair(input, budget);
  return { alert: repair.shape(), repairs: repair.repairs };
}

function usableMessage(message: AlertShape['message'], repair: ShapeRepair): NonNullable<AlertShape['message']> {
  if (message !== undefined && (typeof message === 'function' || message.trim() !== '')) return message;
  repair.note('message', message === undefined ? 'was missing' : 'was empty');
  return NO_MESSAGE;
}
