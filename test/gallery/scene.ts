import type { ReceivedRequest } from '../../src/testing/index.js';

/** One way to provoke an alert. */
export interface Scene {
  /** What happens; the heading of the page. Unique in the gallery. */
  readonly title: string;
  /** Aliases of alerts that are not the point of the scene: the page only shows their headlines. @defaultValue none */
  readonly besides?: RegExp;
  /** Provokes it. @returns what reached the platform */
  readonly play: () => Promise<Played>;
}

/** The result of a scene. */
export interface Played {
  /** The alerts on the platform, the oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** The log lines, each with its level. */
  readonly log: readonly string[];
}

/** Scenes that belong together: a chapter of the page. */
export interface Family {
  readonly title: string;
  readonly scenes: readonly Scene[];
}
