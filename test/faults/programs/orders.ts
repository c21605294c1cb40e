import type { Duration, OpsgenieModuleOptions } from '../../../src/index.js';

export const API_KEY = '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04';

/** How the program `failing` fails. */
export type Failure =
  | 'nothing'
  | 'throw'
  | 'throw a string'
  | 'rejection'
  | 'worker'
  | 'worker with a listener'
  | 'exit in a handler'
  | 'survive in a handler'
  | 'missing setting'
  | 'missing dependency'
  | 'factory'
  | 'controller'
  | 'onModuleInit'
  | 'port taken'
  | 'exit 3'
  | 'exit while closing'
  | 'exit of servers of its own';

/** How the program `ending` ends. */
export type Ending = 'exit' | 'hook throws' | 'close' | 'never' | 'crash' | 'crashes' | 'crash while closing';

/** What a program is told when it is started. */
export interface Orders {
  readonly baseUrl: string;
  /** Where the journal is; absent: no journal. */
  readonly directory?: string;
  /** `raising`: how many alerts, and what their aliases begin with. */
  readonly raises?: number;
  readonly run?: string;
  /** `raising`: without the rights of the superuser. */
  readonly unprivileged?: boolean;
  /** `serving`: whether its route fails. */
  readonly fails?: boolean;
  readonly failure?: Failure;
  /** `failing`: whether it has the module. */
  readonly watched?: boolean;
  /** `failing`: whether the module gets its options from a factory that needs the settings. */
  readonly async?: boolean;
  /** `failing`: a port that is taken. */
  readonly port?: number;
  /** `doubled`: where a copy of the library lies, and whether it has an application of its own. */
  readonly copy?: { readonly path: string; readonly apart: boolean };
  readonly ending?: Ending;
  /** `ending`: how long its shutdown waits. */
  readonly flushTimeout?: Duration;
}

/** What this program is told: JSON in its first argument. */
export function orders(): Orders {
  return JSON.parse(process.argv[2] ?? '{}') as Orders;
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
