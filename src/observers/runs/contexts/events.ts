import { isList, isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

const LISTENS_TO = 'EVENT_LISTENER_METADATA';

/** Listeners of `@nestjs/event-emitter`. A wildcard is named as it is written: the events that match it are data. */
export const events: Context = ({ method }) => {
  const listeners = metadata(LISTENS_TO, method);
  if (!isList(listeners) || listeners.length === 0) return undefined;
  const names = listeners.map((listener: unknown) => eventName(isRecord(listener) ? listener['event'] : listener));
  return { kind: 'events', operation: `on:${names.join('|')}`, caller: 'none', hasLatency: true };
};

function eventName(event: unknown): string {
  return isList(event) ? event.map(String).join('.') : String(event);
}
