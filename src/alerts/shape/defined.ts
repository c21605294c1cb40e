/** The fields of `T` as optional ones that are never `undefined`. */
export type Defined<T> = { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Omits `undefined` fields: under `exactOptionalPropertyTypes` an optional field must be absent. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
