import type { OpsgenieModuleOptions } from '../../../src/index.js';

export const API_KEY = '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04';

/** What a program is told when it is started. */
export interface Orders {
  readonly baseUrl: string;
  /** Where the journal is; absent: no journal. */
  readonly directory?: string;
  readonly [name: string]: unknown;
}

/** What this program is told: JSON in its first argument. */
export function orders<More extends object>(): Orders & More {
  return JSON.parse(process.argv[2] ?? '{}') as Orders & More;
}

/** The options of the module in a program. */
export function optionsFor({ baseUrl, directory }: Orders): OpsgenieModuleOptions {
  return {
    enabled: true,
    apiKey: API_KEY,
    baseUrl,
    service: 'shop',
    environment: 'test',
    rules: [],
    delivery: { ...(directory !== undefined && { journal: { directory } }) },
  };
}
