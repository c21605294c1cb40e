import type { AlertRule } from '../../../src/rules/rule-kinds.js';

/** Calls a builder like an untyped caller. */
export function build<Built extends AlertRule>(
  builder: (...args: never[]) => Built,
  ...args: readonly unknown[]
): Built {
  return Reflect.apply(builder, undefined, args) as Built;
}
