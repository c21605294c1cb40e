import type { SandboxAlert } from '../register/sandbox-alert.js';

/** The fields of a query, and whether an alert has a value in one. */
const FIELDS: Readonly<Record<string, (alert: SandboxAlert, value: string) => boolean>> = {
  id: (alert, value) => alert.id === value,
  tinyId: (alert, value) => alert.tinyId === value,
  alias: (alert, value) => alert.alias === value,
  status: (alert, value) => alert.status === value.toLowerCase(),
  priority: (alert, value) => alert.priority === value.toUpperCase(),
  acknowledged: (alert, value) => String(alert.acknowledged) === value.toLowerCase(),
  snoozed: (alert, value) => String(alert.snoozed) === value.toLowerCase(),
  tag: (alert, value) => alert.tags.includes(value),
  entity: (alert, value) => alert.entity === value,
  source: (alert, value) => alert.source === value,
  message: (alert, value) => contains(alert.message, value),
  description: (alert, value) => contains(alert.description, value),
};

/** `field: value`, `field = value`, or free text; text with spaces is in double quotes. */
const TERM = /(\w+)\s*[:=]\s*(?:"([^"]*)"|(\S+))|"([^"]*)"|(\S+)/g;

/**
 * Reads the `query` of a list or count, in a subset of the platform's language: fields (`id`, `tinyId`, `alias`, `status`,
 * `priority`, `acknowledged`, `snoozed`, `tag`, `entity`, `source`: the exact value; `message`, `description`: a part of it) and
 * free text, which is searched in message, description, alias and tags. All terms must match. `OR`, `NOT`, brackets and comparisons
 * are refused, because ignoring them would return a wrong list.
 *
 * @returns a predicate for alerts, or why the query is refused
 */
export function readQuery(query: string): ((alert: SandboxAlert) => boolean) | string {
  const tests: ((alert: SandboxAlert) => boolean)[] = [];
  for (const [term, field, quotedValue, plainValue, quotedText, plainText] of query.matchAll(TERM)) {
    if (field !== undefined) {
      const has = FIELDS[field];
      if (has === undefined)
        return `The sandbox cannot search by [${field}], only by ${Object.keys(FIELDS).join(', ')}`;
      const value = quotedValue ?? plainValue ?? '';
      tests.push((alert) => has(alert, value));
    } else if (plainText !== undefined && /^(OR|NOT|[()<>].*)$/.test(plainText)) {
      return `The sandbox does not know [${term}]: terms can only be joined by AND`;
    } else if (plainText !== 'AND') {
      const text = quotedText ?? plainText ?? '';
      tests.push((alert) => mentions(alert, text));
    }
  }
  return (alert) => tests.every((test) => test(alert));
}

function mentions(alert: SandboxAlert, text: string): boolean {
  return [alert.message, alert.description, alert.alias, ...alert.tags].some((part) => contains(part, text));
}

function contains(whole: string, part: string): boolean {
  return whole.toLowerCase().includes(part.toLowerCase());
}
