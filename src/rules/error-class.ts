/** A class of errors: what stands behind `instanceof`. */
export type ErrorClass = abstract new (...args: never[]) => Error;
