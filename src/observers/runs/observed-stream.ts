import { defer, finalize, tap, type Observable } from 'rxjs';

/** Takes what happens to a stream that was subscribed to. */
export interface StreamWatcher {
  /** It has ended. @param values how many it gave */
  ended(values: number): void;
  failed(error: unknown, values: number): void;
  /** Its reader left before it ended. */
  left(): void;
}

/**
 * Watches the first reading of a stream. Readers get the same values, errors and ends, at the same time.
 *
 * Only for what a handler returns: a library reads it and does nothing else with it.
 */
export function watchStream(source: Observable<unknown>, watcher: StreamWatcher): Observable<unknown> {
  let isRead = false;
  return defer(() => {
    if (isRead) return source;
    isRead = true;
    let values = 0;
    let isOver = false;
    const watched = tap<unknown>({
      next: () => {
        values += 1;
      },
      error: (error: unknown) => {
        isOver = true;
        watcher.failed(error, values);
      },
      complete: () => {
        isOver = true;
        watcher.ended(values);
      },
    })(source);
    return finalize<unknown>(() => {
      if (!isOver) watcher.left();
    })(watched);
  });
}
