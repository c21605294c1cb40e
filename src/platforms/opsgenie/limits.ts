/**
 * How long each field of an alert may be (Opsgenie, Alert API, "Create Alert").
 *
 * The documentation does not define a character. UTF-16 units, which JavaScript counts, are never fewer than code points, so text cut
 * by them is within the limit either way.
 */
export const LIMITS = {
  message: 130,
  alias: 512,
  description: 15_000,
  entity: 512,
  source: 100,
  user: 100,
  note: 25_000,
  /** All keys and values of `details` together. */
  details: 8_000,
  tags: { count: 20, length: 50 },
  actions: { count: 10, length: 50 },
  responders: 50,
  visibleTo: 50,
} as const;
