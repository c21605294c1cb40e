import type { ApplicationRules, MethodRules } from '../../pipeline/application-rules.js';
import type { EffectiveRule } from '../../rules/effective-rule.js';
import { toPlainText, toSingleLine } from '../../text/plain-text.js';
import { truncate } from '../../text/text-cut.js';

/** Who said what is not worth a column: every rule has it. */
const BUILT_IN = 'built-in';
const LONGEST_VALUE = 60;

const HEAD = ['RUNS', 'METHOD', 'RULE', 'COUNTED FOR', 'PRIORITY', 'SAID BY'];

const COUNTED_FOR: Readonly<Record<EffectiveRule['scope'], string>> = {
  handler: 'this method',
  controller: 'its class',
  service: 'the service',
};

/** One line for each rule of each method; what differs from the built-in policy stands below it. */
export function rulesTable({ methods }: ApplicationRules): string[] {
  if (methods.length === 0) return ['The application has no handler, job or listener.'];
  const rows = methods
    .toSorted((one, other) => one.method.localeCompare(other.method))
    .flatMap((method) => rowsOf(method));
  const widths = HEAD.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const indent = ' '.repeat((widths[0] ?? 0) + (widths[1] ?? 0) + 4);
  return [
    line(HEAD),
    ...rows.flatMap(({ cells, below }) => [line(cells), ...below.map((text) => `${indent}  ${text}`)]),
  ];
}

interface Row {
  readonly cells: readonly string[];
  readonly below: readonly string[];
}

function rowsOf({ operation, method, rules, unobserved }: MethodRules): Row[] {
  if (unobserved !== undefined) return [{ cells: [operation, method, `not observed: ${unobserved}`], below: [] }];
  if (rules.length === 0) return [{ cells: [operation, method, 'no rule'], below: [] }];
  return rules.map((rule, index) => ({
    cells: [...(index === 0 ? [operation, method] : ['', '']), ...cellsOf(rule)],
    below: rule.active ? fieldsOf(rule) : [],
  }));
}

function cellsOf({ key, matches, active, silencedBy, scope, fields, level }: EffectiveRule): string[] {
  const name = key.includes(':') || matches === '' ? key : `${key} ${matches}`;
  if (!active) return [name, `off: ${silencedBy ?? ''}`];
  const { priority } = fields;
  return [
    name,
    COUNTED_FOR[scope],
    priority === undefined ? 'P4' : valueText(priority.value),
    levelsOf(fields) || level,
  ];
}

/** The farthest first. */
const LEVELS = ['recommended', 'defaults', 'module', 'controller', 'handler'];

function levelsOf(fields: EffectiveRule['fields']): string {
  const said = Object.values(fields).flatMap(({ from }) => from.split(' + '));
  return LEVELS.filter((level) => said.includes(level)).join(', ');
}

/** The fields that are set, with the level of each. */
function fieldsOf({ fields }: EffectiveRule): string[] {
  return Object.entries(fields)
    .filter(([name, { from }]) => from !== BUILT_IN && name !== 'priority')
    .map(([name, { value, from }]) => `${name}: ${valueText(value)} (${from})`);
}

function valueText(value: unknown): string {
  if (typeof value === 'function') return 'computed';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return truncate(toSingleLine(toPlainText(text)), LONGEST_VALUE);
}
