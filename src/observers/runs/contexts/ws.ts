import { isRecord } from '../../../text/guarded-read.js';
import { metadata, placeOf, type Context } from '../entry-point.js';

const IS_MESSAGE_HANDLER = 'websockets:message_mapping';
const MESSAGE = 'message';
const IS_GATEWAY = 'websockets:is_gateway';
const GATEWAY_OPTIONS = 'websockets:gateway_options';

/** Handlers of the messages of gateways. */
export const ws: Context = ({ type, method }) => {
  if (metadata(IS_MESSAGE_HANDLER, method) !== true) return undefined;
  const message = metadata(MESSAGE, method);
  const name = isRecord(message) ? JSON.stringify(message) : String(message);
  const options = metadata(GATEWAY_OPTIONS, type);
  const namespace = isRecord(options) ? options['namespace'] : undefined;
  // Two gateways may have a message of the same name.
  const prefix = typeof namespace === 'string' ? `${namespace.replace(/^\//, '')}/` : '';
  return { kind: 'ws', operation: `ws:${prefix}${name}`, caller: 'client', hasLatency: true };
};

/** What Nest calls when clients come and go: no one waits for an answer. */
const HOOKS: readonly unknown[] = ['handleConnection', 'handleDisconnect'];

/** Those hooks, where they have alert decorators of their own. */
export const gatewayHook: Context = (method) => {
  if (!HOOKS.includes(method.name) || metadata(IS_GATEWAY, method.type) !== true) return undefined;
  return { kind: 'ws', operation: `ws:${placeOf(method)}`, caller: 'none', hasLatency: true };
};
