import { capitals, hex, letters, type TokenForm } from './token-form.js';

/** Monitoring, logs, traces and product analytics. */
export const OBSERVABILITY: readonly TokenForm[] = [
  {
    name: 'New Relic key',
    pattern: /NR(?:AK|RA|II|IQ|SP|JS|BR|AA)-[\w-]{12,}|[\da-f]{32,36}NRAL/,
    example: `NRAK-${capitals(27)}`,
    source: 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
  },
  {
    name: 'Grafana token',
    pattern: /gl(?:sa|c)_[\w+/=-]{20,}/,
    example: `glsa_${letters(32)}_${hex(8)}`,
    source: 'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
  },
  {
    name: 'Sentry token',
    pattern: /sntry[su]_[\w+/=-]{16,}/,
    example: `sntryu_${hex(64)}`,
    source: 'https://docs.sentry.io/account/auth-tokens/',
  },
  {
    name: 'Dynatrace token',
    pattern: /dt0[a-z]\d\d\.[A-Z0-9a-z]{12,}(?:\.[A-Za-z0-9]*)?/,
    example: `dt0c01.${capitals(24)}.${capitals(64)}`,
    source:
      'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
  },
  {
    name: 'PostHog key',
    pattern: /ph[acsx]_[A-Za-z0-9]{20,}/,
    example: `phx_${letters(43)}`,
    source: 'https://posthog.com/docs/api',
  },
  {
    name: 'Honeycomb key',
    pattern: /hc[a-z]{2,3}_(?=[a-z]{0,31}\d)[a-z0-9]{20,}/,
    example: `hcaik_${hex(58)}`,
    source: 'https://docs.honeycomb.io/configure/environments/manage-api-keys/',
  },
  {
    name: 'Axiom token',
    pattern: /xa[ap]t-[\da-f-]{16,}/,
    example: `xaat-1b2c3d4e-5f60-4a7b-8c9d-0e1f2a3b4c5d`,
    source: 'https://axiom.co/docs/reference/tokens',
  },
  {
    name: 'Elastic key',
    pattern: /essu_[\w+/=-]{16,}/,
    example: `essu_${letters(60)}`,
    source: 'https://www.elastic.co/docs/deploy-manage/api-keys',
  },
  {
    name: 'Statsig key',
    pattern: /(?:secret|console)-(?=[A-Za-z]{0,31}\d)[A-Za-z0-9]{30,}/,
    example: `secret-${letters(43)}`,
    source: 'https://docs.statsig.com/sdk-keys/api-keys/',
  },
];
