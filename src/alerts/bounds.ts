/**
 * Limits of an alert's fields for any platform, in UTF-16 units. They exceed what people on call read, and they bound the queue and
 * the journal. A platform with lower limits cuts further.
 */
export const BOUNDS = {
  /** A headline; longer text belongs in the description. */
  message: 500,
  /** A few pages. */
  description: 15_000,
  /** The same, with the notes of a long incident. */
  note: 25_000,
  /** A name of a thing, such as an operation. */
  entity: 512,
  /** Names of programs and people. */
  source: 200,
  user: 200,
  /** All keys and values together. */
  details: 8_000,
  tags: { count: 50, length: 100 },
  actions: { count: 50, length: 100 },
  responders: 100,
  visibleTo: 100,
} as const;
