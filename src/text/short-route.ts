import { ELLIPSIS, truncate } from './text-cut.js';

/**
 * A route of at most `room` UTF-16 units: it loses its middle, and its end only if that is not enough.
 *
 * @example `shortRoute('GET /wallet/customers/:customerId/line-items/:lineItemId', 30)` is `'GET /wallet/…/:lineItemId'`
 */
export function shortRoute(route: string, room: number): string {
  if (route.length <= room) return route;
  const start = route.indexOf('/');
  if (start === -1) return truncate(route, room);
  const method = route.slice(0, start);
  const segments = route.slice(start + 1).split('/');
  const last = segments.at(-1) ?? '';
  const [first = ''] = segments;
  const candidates = [
    ...(segments.length > 3 ? [`${first}/${ELLIPSIS}/${segments.slice(-2).join('/')}`] : []),
    ...(segments.length > 2 ? [`${first}/${ELLIPSIS}/${last}`] : []),
    ...(segments.length > 1 ? [`${ELLIPSIS}/${last}`] : []),
  ].map((path) => `${method}/${path}`);
  return candidates.find(({ length }) => length <= room) ?? truncate(candidates.at(-1) ?? route, room);
}
