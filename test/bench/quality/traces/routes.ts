/** One route of the simulated service. */
export interface Route {
  readonly operation: string;
  readonly path: string;
  /** Share of all requests. */
  readonly weight: number;
  /** Median duration in milliseconds. */
  readonly medianMs: number;
}

const RESOURCES = [
  'orders',
  'payments',
  'products',
  'carts',
  'customers',
  'invoices',
  'refunds',
  'shipments',
  'coupons',
  'reviews',
];
const ACTIONS = [
  { method: 'GET', suffix: '/:id', medianMs: 25 },
  { method: 'GET', suffix: '', medianMs: 60 },
  { method: 'POST', suffix: '', medianMs: 120 },
  { method: 'PATCH', suffix: '/:id', medianMs: 90 },
];

/** The index for paths that do not exist. */
export const UNROUTED = -1;
/** The index for the health check, which is not one of the routes. */
export const PROBE = -2;

/** The resolution of {@link pickRoute}: weights are multiples of 1/8192. */
const TABLE_SIZE = 8_192;

const shapes = ACTIONS.flatMap((action) => RESOURCES.map((resource, rank) => ({ action, resource, rank })));
const harmonic = shapes.reduce((sum, _, rank) => sum + 1 / (rank + 1), 0);
const table = new Uint8Array(TABLE_SIZE);
const counts = shapes.map(() => 0);
fillTable();

/** 40 routes; the weight of the k-th is proportional to 1/k (Zipf). */
export const ROUTES: readonly Route[] = shapes.map(({ action, resource, rank }, index) => ({
  operation: `${action.method} /${resource}${action.suffix}`,
  path: `/${resource}${action.suffix}`,
  weight: (counts[index] ?? 0) / TABLE_SIZE,
  medianMs: action.medianMs * (1 + rank / 5),
}));

/** The operation, named by code. */
export function operationOf(route: number): string {
  return ROUTES[route]?.operation ?? (route === PROBE ? 'GET /health' : '404:*');
}

/** The route for a number from 0 to 1, according to the routes' weights. */
export function pickRoute(uniform: number): number {
  return table[(uniform * TABLE_SIZE) | 0] ?? 0;
}

/** The share of all requests for these routes; all routes if none are given. */
export function weightOf(routes: readonly number[] | undefined): number {
  if (routes === undefined) return 1;
  return routes.reduce((sum, route) => sum + (ROUTES[route]?.weight ?? 0), 0);
}

function fillTable(): void {
  let cumulative = 0;
  let position = 0;
  for (let route = 0; route < shapes.length; route++) {
    cumulative += 1 / (route + 1) / harmonic;
    const end = route === shapes.length - 1 ? TABLE_SIZE : Math.round(cumulative * TABLE_SIZE);
    counts[route] = end - position;
    table.fill(route, position, end);
    position = end;
  }
}
