/** The version of keys and scripts. Processes of another layout share nothing with those of this one. */
const LAYOUT = 1;

const NAMES = ['w', 's', 'cw', 'c', 'm', 'q', 'a', 'meta'] as const;

/** What distinguishes the keys of one service from all others. */
export interface KeyScope {
  readonly prefix: string;
  readonly service: string;
  readonly environment: string;
}

/** The eight keys of a service. The braces put them into one slot of a Cluster. */
export function fleetKeys(scope: KeyScope): string[] {
  return NAMES.map((name) => keyOf(scope, name));
}

/** A key of a service: `nog1:{shop:production}:m`. */
export function keyOf({ prefix, service, environment }: KeyScope, name: string): string {
  return `${prefix}${LAYOUT}:{${encoded(service)}:${encoded(environment)}}:${name}`;
}

/** The pattern of all keys of a prefix, for access lists. */
export function keyPattern(prefix: string): string {
  return `${prefix}${LAYOUT}:*`;
}

/** Redis takes what is between the first two braces for the slot; a colon would make two scopes alike. */
function encoded(name: string): string {
  return name.replaceAll(/[%{}:\s]/g, (character) => encodeURIComponent(character));
}
