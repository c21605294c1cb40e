/**
 * How much an alert may say, whatever the platform, in UTF-16 units. It is more than people on call read, and it bounds what waits in
 * memory and in the journal. A platform that takes less cuts further.
 */
export const BOUNDS = {
  /** A headline; what is longer belongs into the description. */
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
