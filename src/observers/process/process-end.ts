/** Called when the process ends. */
export interface ProcessEndHandlers {
  /** The process has nothing left to do and would end. It waits for work that starts here, and then calls this again. */
  readonly idle?: () => void;
  /** The process ends as soon as this returns. */
  readonly exit: (exitCode: number) => void;
}

/** One listener serves all applications of the process: Node warns of a leak where there are more than ten. */
const watching = new Set<ProcessEndHandlers>();

/**
 * Calls back when the process ends, in the order of the calls of this function. An error in a handler is lost: it would take the place
 * of the reason for the end, in the process's output and its exit code.
 *
 * @returns a function that stops the calls
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

/** Runs an action whose error would otherwise replace the one that ends the process. */
export function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The reason why the process ends matters more.
  }
}
