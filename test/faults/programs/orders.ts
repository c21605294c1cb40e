import type { AlertPlatform, Duration, OpsgenieModuleOptions } from '../../../src/index.js';

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

/** What the job of the program `scheduling` does. */
export type Job = 'succeeds' | 'throws' | 'rejects' | 'exits' | 'leaves a rejection' | 'throws in a callback';

/** How the program `ending` ends. */
export type Ending = 'exit' | 'hook throws' | 'close' | 'never' | 'crash' | 'crashes' | 'crash while closing';

/** The arguments of a program. */
export interface Orders {
  readonly baseUrl: string;
  readonly platform?: AlertPlatform;
  /** The addresses of targets by their names, and the one that all alerts are for. */
  readonly targets?: Readonly<Record<string, string>>;
  readonly target?: string;
  /** The address of a mirror on Jira Service Management. */
  readonly mirror?: string;
  /** The directory of the journal; absent: no journal. */
  readonly directory?: string;
  /** `raising`: the number of alerts, and the prefix of their aliases. */
  readonly raises?: number;
  readonly run?: string;
  /** `raising-in-fleet`: the address of Redis. */
  readonly redis?: string;
  /** `raising`: whether it drops the superuser's permissions. */
  readonly unprivileged?: boolean;
  /** `serving`: whether its route fails. */
  readonly fails?: boolean;
  readonly failure?: Failure;
  /** `scheduling` */
  readonly job?: Job;
  /** `failing`, `publishing` and `scheduling`: whether it has the module. */
  readonly watched?: boolean;
  /** `failing`: whether the module gets its options from a factory that needs the settings. */
  readonly async?: boolean;
  /** `failing`: a port that is in use. */
  readonly port?: number;
  /** `doubled`: the path of a copy of the library, and whether it has a separate application. */
  readonly copy?: { readonly path: string; readonly apart: boolean };
  readonly ending?: Ending;
  /** `ending`: how long its shutdown waits. */
  readonly flushTimeout?: Duration;
}

/** Reads the arguments of this program: JSON in its first argument. */
export function orders(): Orders {
  return JSON.parse(process.argv[2] ?? '{}') as Orders;
}

/** The options of the module in a program. */
export function optionsFor({
  baseUrl,
  directory,
  mirror,
  platform,
  target,
  targets = {},
}: Orders): OpsgenieModuleOptions {
  return {
    enabled: true,
    apiKey: API_KEY,
    baseUrl,
    platform,
    targets: Object.fromEntries(
      Object.entries(targets).map(([name, url]) => [name, { apiKey: API_KEY, baseUrl: url }]),
    ),
    ...(mirror !== undefined && { mirror: { platform: 'jsm', apiKey: API_KEY, baseUrl: mirror, priority: 'P5' } }),
    ...(target !== undefined && { defaults: { target } }),
    service: 'shop',
    environment: 'test',
    rules: [],
    delivery: { ...(directory !== undefined && { journal: { directory } }) },
  };
}
