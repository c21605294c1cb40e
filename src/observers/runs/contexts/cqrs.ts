import { isList, readProperty } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

/** Handlers of commands, queries and events of `@nestjs/cqrs`. The caller of a command may answer its error; an event has none. */
export const cqrs: Context = ({ type, name }) => {
  if (name !== 'execute' && name !== 'handle') return undefined;
  const command = metadata('__commandHandler__', type);
  const query = metadata('__queryHandler__', type);
  if (name === 'execute' && (command ?? query) !== undefined) {
    const operation = command === undefined ? `query:${nameOf(query)}` : `command:${nameOf(command)}`;
    return { kind: 'cqrs', operation, caller: 'client', hasLatency: true };
  }
  const handled = metadata('__eventsHandler__', type);
  if (name !== 'handle' || !isList(handled)) return undefined;
  return { kind: 'cqrs', operation: `handle:${handled.map(nameOf).join('|')}`, caller: 'none', hasLatency: true };
};

function nameOf(type: unknown): string {
  return String(readProperty(type, 'name'));
}
