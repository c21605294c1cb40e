/** Like the queries of many database libraries: it runs when it is awaited, and again each time. */
export function lazyQuery<T>(run: () => Promise<T>): PromiseLike<T> {
  const query = {};
  Reflect.set(query, 'then', (fulfilled: (value: T) => unknown, rejected: (error: unknown) => unknown) =>
    run().then(fulfilled, rejected),
  );
  return query as PromiseLike<T>;
}
