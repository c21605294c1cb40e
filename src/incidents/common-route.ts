/** What the routes of a controller have in common: `/checkout` of `GET /checkout/:id` and `POST /checkout`. */
export class CommonRoute {
  #segments: readonly string[] | undefined;

  /** @param operation `GET /checkout/:id` */
  add(operation: string): void {
    const path = /^[A-Z]+ (\/\S*)/.exec(operation)?.[1];
    const segments = path === undefined ? [] : path.split('/').slice(1);
    const known = this.#segments ?? segments;
    const end = known.findIndex((segment, index) => segment !== segments[index]);
    this.#segments = end === -1 ? known : known.slice(0, end);
  }

  /** `undefined` where they have nothing in common. */
  get text(): string | undefined {
    const segments = this.#segments ?? [];
    // A single handler with a parameter says less than where it stands.
    const end = segments.findIndex((segment) => segment.startsWith(':') || segment === '');
    const common = end === -1 ? segments : segments.slice(0, end);
    return common.length === 0 ? undefined : `/${common.join('/')}`;
  }
}
