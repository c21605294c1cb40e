/** What wants to know that the process ends. */
export interface ProcessEndHandlers {
  /** The process has nothing more to do and would end. What starts here is waited for, and then this is called again. */
  readonly idle?: () => void;
  /** The process ends as soon as this returns. */
  readonly exit: (exitCode: number) => void;
}

/** One listener serves all applications of the process: Node warns of a leak where there are more than ten. */
const watching = new Set<ProcessEndHandlers>();

/**
 * Calls back when the process ends, in the order of the calls of this function. An error in a handler is lost: it would take the place
 * of the reason for the end, in the output of the process and its exit code.
 *
 * @returns ends it
 */
export function onProcessEnd(handlers: ProcessEndHandlers): () => void {
  if (watching.size === 0) {
    process.on('beforeExit', onIdle);
    process.on('exit', onExit);
  }
  watching.add(handlers);
  return () => {
    if (!watching.delete(handlers) || watching.size > 0) return;
    process.off('beforeExit', onIdle);
    process.off('exit', onExit);
  };
}

function onIdle(): void {
  for (const { idle } of watching) if (idle !== undefined) attempt(idle);
}

function onExit(exitCode: number): void {
  for (const { exit } of watching) attempt(() => exit(exitCode));
}

/** Runs an action whose error would otherwise take the place of the one that ends the process. */
export function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The process has a better reason to end.
  }
}
