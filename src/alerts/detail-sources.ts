import type { AlertContext, DetailValue } from '../rules/alert-shape.js';
import type { BudgetedSubject } from './alert-subject.js';
import { type AlertIdentity, applicationFacts, forwardedHeaders, idFacts, runFacts } from './shape/context-facts.js';
import { isDetails, type DetailSources } from './shape/details.js';
import type { ValidLinks } from './shape/links.js';
import type { Resolver } from './shape/resolver.js';

/** Returns additional details for every alert. */
export type Enrich = (context: AlertContext) => Readonly<Record<string, DetailValue | null | undefined>>;

/** What the details of all alerts need. */
export interface DetailOptions {
  readonly identity: AlertIdentity;
  readonly enrich?: Enrich | undefined;
  readonly forwardHeaders: readonly string[];
}

/** Gathers what an alert's details are made of. @param repairs what was changed or left out */
export function detailSources(
  { context, shape, facts, ids = {}, budget }: BudgetedSubject,
  { links }: ValidLinks,
  repairs: readonly string[],
  resolver: Resolver,
  { identity, enrich, forwardHeaders }: DetailOptions,
): DetailSources {
  const accept = (details: unknown) => (isDetails(details) ? details : undefined);
  const enriched = resolver.resolve('enrich', enrich, context, accept);
  const given = resolver.resolve('details', shape.details, context, accept);
  return {
    application: applicationFacts(identity),
    links,
    facts: [...Object.entries(facts), ...runFacts(context, budget)],
    ids: [...idFacts(identity, context), ...Object.entries(ids), ['repaired', repairs.join('; ')]],
    headers: forwardedHeaders(context, forwardHeaders),
    added: [enriched, given],
  };
}
