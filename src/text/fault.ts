/** A line about a failure of this library itself, with the stack that its maintainers need. @param what what could not be done */
export function faultReport(what: string, error: unknown): string {
  return `${what}; please report this: ${stackOf(error)}`;
}

function stackOf(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : 'unknown';
  } catch {
    // Even the stack cannot be read.
    return 'unknown';
  }
}
