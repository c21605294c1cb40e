import { Observable } from 'rxjs';

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
  return new Observable((subscriber) => {
    if (isRead) return source.subscribe(subscriber);
    isRead = true;
    let values = 0;
    let isOver = false;
    const subscription = source.subscribe({
      next: (value) => {
        values += 1;
        subscriber.next(value);
      },
      error: (error: unknown) => {
        isOver = true;
        watcher.failed(error, values);
        subscriber.error(error);
      },
      complete: () => {
        isOver = true;
        watcher.ended(values);
        subscriber.complete();
      },
    });
    return () => {
      subscription.unsubscribe();
      if (!isOver) watcher.left();
    };
  });
}
