import type { FieldErrors } from '../http/answer.js';
import type { ReceivedRequest } from '../http/received-request.js';

/** The requested part of a list. */
interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

const DEFAULT_LIMIT = 20;
const HIGHEST_LIMIT = 100;
/** The highest index that the platform lists (Opsgenie, Alert API, "List Alerts"). */
const DEEPEST = 20_000;

/** Reads `offset`, `limit` and `order` of a query. By default the first 20, the newest first. */
export function readPage(query: ReceivedRequest['query']): Page | { readonly errors: FieldErrors } {
  const { offset: from = '0', limit: size = String(DEFAULT_LIMIT), order = 'desc' } = query;
  const [offset, limit] = [Number(from), Number(size)];
  if (!Number.isInteger(offset) || offset < 0) return { errors: { offset: 'should be a number of 0 or more' } };
  if (!Number.isInteger(limit) || limit < 1 || limit > HIGHEST_LIMIT) {
    return { errors: { limit: `should be a number from 1 to ${HIGHEST_LIMIT}` } };
  }
  if (offset + limit > DEEPEST) return { errors: { offset: `offset and limit should not exceed ${DEEPEST} together` } };
  if (order !== 'asc' && order !== 'desc') return { errors: { order: 'should be one of [ asc, desc ]' } };
  return { offset, limit, order };
}

/** The items on a page. @param items the oldest first */
export function cutPage<T>(items: readonly T[], { offset, limit, order }: Page): readonly T[] {
  return (order === 'asc' ? items : items.toReversed()).slice(offset, offset + limit);
}

/** The URLs of the other pages; `prev` and `next` only if they exist. */
export function pageLinks({ path, query, headers }: ReceivedRequest, { offset, limit }: Page, total: number) {
  const link = (start: number) => {
    const parameters = new URLSearchParams({ ...query, offset: String(start), limit: String(limit) });
    return `http://${headers.host ?? ''}${path}?${parameters.toString()}`;
  };
  return {
    first: link(0),
    last: link(Math.max(0, Math.ceil(total / limit) - 1) * limit),
    ...(offset > 0 ? { prev: link(Math.max(0, offset - limit)) } : {}),
    ...(offset + limit < total ? { next: link(offset + limit) } : {}),
  };
}
