import { Injectable } from '@nestjs/common';

/** What can be broken on purpose. */
export const DEPENDENCIES = ['payments', 'price-feed', 'disk', 'mail'] as const;

/** The name of something that can be broken. */
export type Dependency = (typeof DEPENDENCIES)[number];

/** Breaks what the shop depends on, so that there is something to alert on. A real service has no such thing. */
@Injectable()
export class Drill {
  readonly #broken = new Set<Dependency>();

  break(dependency: Dependency): void {
    this.#broken.add(dependency);
  }

  repair(dependency: Dependency): void {
    this.#broken.delete(dependency);
  }

  isBroken(dependency: Dependency): boolean {
    return this.#broken.has(dependency);
  }
}
