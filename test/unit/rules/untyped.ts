import type { AlertRule } from '../../../src/rules/rule-kinds.js';

/** Calls a builder as a caller without types can. */
export function build<Built extends AlertRule>(
  builder: (...args: never[]) => Built,
  ...args: readonly unknown[]
): Built {
  return Reflect.apply(builder, undefined, args) as Built;
}
