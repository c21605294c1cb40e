import type { Rule } from '../../../src/rules/rule.js';

/** Calls a builder as a caller without types can. */
export function build<Built extends Rule>(builder: (...args: never[]) => Built, ...args: readonly unknown[]): Built {
  return Reflect.apply(builder, undefined, args) as Built;
}
