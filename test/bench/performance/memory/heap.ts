/**
 * Collects the garbage.
 *
 * @throws Error if Node runs without `--expose-gc`
 */
export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('The heap can only be measured with --expose-gc.');
  globalThis.gc();
}

/** Bytes on the heap, garbage included. */
export function heapUsed(): number {
  return process.memoryUsage().heapUsed;
}
