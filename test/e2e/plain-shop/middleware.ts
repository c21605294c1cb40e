import type { IncomingMessage, ServerResponse } from 'node:http';

import { OrderIsTaken } from './order-is-taken.js';

export function throwInMiddleware(): never {
  throw new OrderIsTaken('in a middleware');
}

export function refuse(_request: IncomingMessage, response: ServerResponse): void {
  response.statusCode = 401;
  response.end('who are you?');
}
