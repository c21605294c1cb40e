import { metadata, placeOf, type Context } from '../entry-point.js';

const RESOLVER_TYPE = 'graphql:resolver_type';
const RESOLVER_NAME = 'graphql:resolver_name';
const ROOTS: readonly unknown[] = ['Query', 'Mutation', 'Subscription'];

/**
 * Queries, mutations and subscriptions. Resolvers of fields are none: they run once for each row, so that one query of many rows would
 * outvote all others. They are observed where they have alert decorators of their own.
 */
export const graphql: Context = (method) => {
  const type = metadata(RESOLVER_TYPE, method.method);
  if (typeof type !== 'string' || !ROOTS.includes(type)) return undefined;
  const name = metadata(RESOLVER_NAME, method.method);
  const field = typeof name === 'string' && name !== '' ? name : String(method.name);
  return {
    kind: 'graphql',
    operation: `${type}.${field}`,
    caller: 'client',
    // What a subscription lasts is up to its reader.
    hasLatency: type !== 'Subscription',
    externalContext: 'graphql',
  };
};

/** The name of the resolver of a field, where a method is one: `Order.total`. */
export const graphqlField: Context = (method) => {
  const isField = metadata('graphql:resolve_property', method.method) === true;
  if (!isField) return undefined;
  const type = metadata(RESOLVER_TYPE, method.method) ?? metadata(RESOLVER_TYPE, method.type);
  const name = metadata(RESOLVER_NAME, method.method);
  const field = typeof name === 'string' && name !== '' ? name : String(method.name);
  const operation = typeof type === 'string' ? `${type}.${field}` : placeOf(method);
  return { kind: 'graphql', operation, caller: 'client', hasLatency: true };
};
