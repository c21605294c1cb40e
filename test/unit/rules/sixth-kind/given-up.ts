import type { AlertKind } from '../../../../src/rules/alert-shape.js';
import { COUNTED, countOf, EVERY_RULE } from '../../../../src/rules/policy.js';
import type { RuleKind } from '../../../../src/rules/rule-kind.js';
import type { RuleOptions } from '../../../../src/rules/rule-options.js';
import { RuleOptionsSchema } from '../../../../src/rules/rule-options.schema.js';
import { ruleKey, type AnyRule } from '../../../../src/rules/rule.js';
import { placed } from '../../../../src/text/headline.js';
import { parseDuration, type Duration } from '../../../../src/time/duration.js';
import { Check, duration } from '../../../../src/validation/checks.js';
import { readOptions } from '../../../../src/validation/schema.js';

/** In `src/` the name would stand in {@link AlertKind}. */
export const GIVEN_UP = 'givenUp' as AlertKind;

type GivenUpRuleOptions = RuleOptions & { readonly patience?: Duration };

/** Requests that their clients give up are bad. */
type GivenUpRule = AnyRule<AlertKind, GivenUpRuleOptions>;

class GivenUpRuleOptionsSchema extends RuleOptionsSchema implements Record<keyof GivenUpRuleOptions, unknown> {
  @Check(duration) patience: unknown;
}

export function onGivenUp(options: GivenUpRuleOptions = {}): GivenUpRule {
  const { options: own = {}, problems } = readOptions(GivenUpRuleOptionsSchema, options);
  return { kind: GIVEN_UP, key: ruleKey(GIVEN_UP, undefined, own), label: 'given-up', options: own, problems };
}

export const givenUpKind: RuleKind<GivenUpRule> = {
  defaults: { ...EVERY_RULE, ...COUNTED, keepFiringFor: '1m', patience: '1s' },
  precedence: 4,
  coversOtherKinds: false,
  readsErrors: false,
  needsInterceptor: false,
  namesErrorClass: false,
  needsStatus: false,
  isUsable: () => true,
  measure: ({ options }) => countOf(options),
  judge: ({ options }) => {
    const patience = parseDuration(options.patience) ?? 0;
    return ({ http, durationMs = 0 }) =>
      http?.aborted === true ? (durationMs >= patience ? 'bad' : 'ignored') : 'good';
  },
  headline: (_rule, { place, figures, within }) => ({
    parts: [`${figures.bad} given up${within}`, ...placed(' on', place)],
  }),
};
