import type { AlertContext, AlertShape } from '../../rules/alert-shape.js';
import type { Budget } from '../../text/budget.js';
import { readKeys, readProperty } from '../../text/guarded-read.js';
import { MOST_LINKS, webAddress } from '../../text/web-address.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';
import { isDetails } from './details.js';
import type { Resolver } from './resolver.js';

/** What a person on call opens first, in this order. */
const FIRST = ['runbook', 'dashboard', 'logs', 'trace'];
const LONGEST_NAME = 50;
const LONGEST_ADDRESS = 2_000;

/** The links of an alert, ready to be shown. */
export interface ValidLinks {
  /** Name and address of each, the most useful first. */
  readonly links: readonly (readonly [name: string, address: string])[];
  /** Names of those that were left out, with the reason. */
  readonly repairs: readonly string[];
}

/** Resolves the links of an alert. A link that is not a web address costs only itself. */
export function validLinks(
  given: AlertShape['links'],
  context: AlertContext,
  resolver: Resolver,
  text: OutgoingText,
  budget: Budget,
): ValidLinks {
  const record = resolver.resolve('links', given, context, (links) => (isDetails(links) ? links : undefined));
  const names = readKeys(record, budget);
  const links: [string, string][] = [];
  const repairs: string[] = [];
  for (const name of inOrder(names).slice(0, MOST_LINKS)) {
    const shown = text.line(name, LONGEST_NAME, budget);
    const value = resolver.resolve(`links.${shown}`, readProperty(record, name, undefined, budget), context, textOf);
    if (value === undefined) continue;
    const address = webAddress(value);
    if (address === undefined) repairs.push(`link ${shown} left out: not an http or https address`);
    else links.push([shown, text.line(address, LONGEST_ADDRESS, budget)]);
  }
  if (names.length > MOST_LINKS) repairs.push(`${names.length - MOST_LINKS} of the links left out: too many`);
  return { links, repairs };
}

function inOrder(names: readonly string[]): readonly string[] {
  return [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
}

/** The links as the first lines of a description: `Runbook: https://…`. */
export function linkLines({ links }: ValidLinks): readonly string[] {
  return links.map(([name, address]) => `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${address}`);
}
