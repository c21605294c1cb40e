import type { FailureReason } from '../text/headline.js';
import type { ObservedOutcome } from './outcome.js';

/** How bad it is, in the figures that a person wants to read. */
export interface Figures {
  readonly bad: number;
  readonly total: number;
  /** The window of the figures, in milliseconds. */
  readonly window: number;
  /** The share of bad samples above which there is trouble; absent where they are counted. */
  readonly limit?: number | undefined;
  /** The end of the window, which shows how bad it is now; absent where bad samples are counted. */
  readonly recent?: { readonly bad: number; readonly total: number } | undefined;
  /** Nothing succeeds any more: how many failed in a row, and for how long, in milliseconds. */
  readonly down?: { readonly bad: number; readonly lasted: number } | undefined;
}

/** What a headline is made of. */
export interface HeadlineFacts {
  /** `GET /orders/:id`, or the routes of a controller, `/checkout`; `undefined` is the whole service. */
  readonly place: string | undefined;
  readonly figures: Figures;
  /** ` in 10 s`, to follow the number of bad samples; empty where a single one is trouble, for then they are counted from the beginning. */
  readonly within: string;
  /** The discriminator of the alias: the matcher, or the class of the error. */
  readonly discriminator: string;
  /** Whether it is about one bad outcome, so that the headline may describe the example. */
  readonly isSingle: boolean;
  /** A bad outcome of the most frequent cause, where one is known. */
  readonly example: ObservedOutcome | undefined;
  /** The statuses of the bad outcomes, the most frequent first. */
  readonly statuses: readonly number[];
  readonly reason: FailureReason | undefined;
}
