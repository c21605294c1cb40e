import { isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

const IS_MESSAGE_HANDLER = 'websockets:message_mapping';
const MESSAGE = 'message';
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
