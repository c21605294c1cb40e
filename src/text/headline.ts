import { formatCount } from './count.js';

/** Why a run failed, from its error: text of the application, not redacted yet. */
export interface FailureReason {
  /** The deepest cause with its code: `no connection to the database`, `23505 duplicate key (orders_pkey)`. */
  readonly text: string;
  /** Whether it is the message of an error: names of other things stand without quotes. */
  readonly isMessage: boolean;
  /** Whether it names a service that this one called. */
  readonly isUpstream: boolean;
  /** What was thrown where that is no error: `the string "oops"`. */
  readonly thrown?: string | undefined;
  /** The class of the error that was thrown. */
  readonly name: string;
  /** The message of the error that was thrown, where its deepest cause is another one. */
  readonly outer?: string | undefined;
  /** How many more members an `AggregateError` has. */
  readonly more: number;
}

/** A part of a headline. A plain string is the library's own words and figures, which are never cut. */
export type HeadlinePart =
  | string
  /** A place, which may lose its middle: `GET /wallet/…/:lineItemId`. */
  | { readonly route: string }
  /** Text of the application, which may lose its end; left out with what stands `around` it where there is no room. */
  | { readonly text: string; readonly around?: readonly [before: string, after: string] };

/** A headline without what alerts have in common: the environment and the service in front. */
export interface Headline {
  /** What follows the service, before a colon: `is DOWN`, `CRASHED`. */
  readonly state?: string | undefined;
  /** What the alert is about beside the service: `orders-api, price feed: …`. */
  readonly about?: string | undefined;
  readonly parts: readonly HeadlinePart[];
}

/** ` in GET /orders/:id`; nothing for the whole service. @param joint what stands between, with the space before it */
export function placed(joint: string, place: string | undefined): readonly HeadlinePart[] {
  return place === undefined ? [] : [`${joint} `, { route: place }];
}

/** The reason as the last part of a headline: `: no stock service`. */
export function because(reason: FailureReason | undefined): readonly HeadlinePart[] {
  return reason === undefined ? [] : [{ text: reason.thrown ?? reason.text, around: [': ', ''] }];
}

/** The reason in front of a headline: a message in quotes, a code or an upstream without. */
export function reasonParts({ text, isMessage, more }: FailureReason): readonly HeadlinePart[] {
  const reason: HeadlinePart = isMessage ? { text, around: ['"', '"'] } : { text };
  return more === 0 ? [reason] : [reason, ` (+${formatCount(more)})`];
}

/** What stands behind the deepest cause: the message of the error around it, or the class. */
export function behind({ outer, isMessage, name }: FailureReason): readonly HeadlinePart[] {
  if (outer !== undefined) return outer === '' ? [] : [bracketed(outer)];
  return isMessage ? [bracketed(name)] : [];
}

function bracketed(text: string): HeadlinePart {
  return { text, around: [' (', ')'] };
}
