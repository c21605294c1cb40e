import { isList, isRecord } from '../text/guarded-read.js';
import { show, type ConfigurationProblem } from '../validation/problem.js';
import type { Declaration } from './declaration.js';
import { isRule } from './is-rule.js';

/** Says what is wrong with the target of a shape; `undefined` if there is one of this name, or the shape names none. */
export function complainAboutTarget(
  { target }: { readonly target?: unknown },
  known: ReadonlySet<string>,
): string | undefined {
  // What is no text is a problem of its own.
  if (typeof target !== 'string' || known.has(target)) return undefined;
  const names = [...known].map((name) => `'${name}'`);
  const choice =
    names.length === 0 ? 'which is not set' : `where there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  return `must be a name in the option \`targets\`, ${choice}; got ${show(target)}`;
}

/** The unknown targets in the module's options. */
export function problemsOfTargetNames(
  { defaults, rules }: { readonly defaults?: unknown; readonly rules?: unknown },
  known: ReadonlySet<string>,
): ConfigurationProblem[] {
  const shapes: (readonly [path: string, shape: unknown])[] = [['defaults', defaults]];
  if (isList(rules))
    for (const [index, rule] of rules.entries()) if (isRule(rule)) shapes.push([`rules[${index}]`, rule.options]);
  return shapes.flatMap(([path, shape]) => {
    const message = isRecord(shape) ? complainAboutTarget(shape, known) : undefined;
    return message === undefined ? [] : [{ path: `${path}.target`, message }];
  });
}

/** The unknown targets of the decorators on one class or method. */
export function complaintsAboutTargets({ rules, shape }: Declaration, known: ReadonlySet<string>): string[] {
  const complaints = [shape, ...rules.map(({ options }) => options)].flatMap(
    (one) => complainAboutTarget(one, known) ?? [],
  );
  return [...new Set(complaints)];
}
