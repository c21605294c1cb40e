import type { Responder } from '../../rules/alert-shape.js';
import { listLength, readList, readProperty } from '../../text/guarded-read.js';
import { holdsToken } from '../redaction/secret-tokens.js';
import type { Budget } from '../../text/budget.js';

/** Responder types that can be paged. */
export const PAGED_TYPES = ['team', 'user', 'escalation', 'schedule'] as const satisfies readonly Responder['type'][];

/** Responder types that can see an alert without being paged. */
export const VIEWER_TYPES = ['team', 'user'] as const satisfies readonly Responder['type'][];

const MAXIMUM_EXAMINED = 200; // more than are sent
const MAXIMUM_NAME = 512; // a longer one is not a name of a team or a person

/** The valid responders of a list, and how many were left out. */
export interface ValidResponders {
  readonly people: readonly Responder[];
  readonly leftOut: number;
}

/**
 * Selects the valid responders of a list: one with neither name nor id would make the platform refuse the whole alert.
 * Names are not redacted, because they are addresses: without them no one is paged. An entry that contains a token is left out.
 *
 * @param types the allowed responder types
 * @param limit the most responders
 */
export function validResponders(
  list: unknown,
  types: readonly Responder['type'][],
  limit: number,
  budget: Budget,
): ValidResponders {
  const found = readList(list, MAXIMUM_EXAMINED, budget).flatMap((entry) => {
    const responder = validResponder(entry, budget);
    return responder !== undefined && types.includes(responder.type) ? [responder] : [];
  });
  const people = found.slice(0, limit);
  return { people, leftOut: listLength(list) - people.length };
}

function validResponder(entry: unknown, budget: Budget): Responder | undefined {
  const type = readProperty(entry, 'type', undefined, budget);
  const id = nameOf(entry, 'id', budget);
  const name = nameOf(entry, 'name', budget);
  const username = nameOf(entry, 'username', budget);
  if (type === 'user') {
    if (id !== undefined) return { type, id };
    return username === undefined ? undefined : { type, username };
  }
  if (type !== 'team' && type !== 'escalation' && type !== 'schedule') return undefined;
  if (id !== undefined) return { type, id };
  return name === undefined ? undefined : { type, name };
}

function nameOf(entry: unknown, key: string, budget: Budget): string | undefined {
  const value = readProperty(entry, key, undefined, budget);
  if (typeof value !== 'string' || value.length > 2 * MAXIMUM_NAME) return undefined;
  const name = value.trim();
  return name === '' || name.length > MAXIMUM_NAME || holdsToken(name) ? undefined : name;
}
