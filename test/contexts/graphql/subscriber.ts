import { once } from 'node:events';

import { WebSocket } from 'ws';

/** A message of the protocol `graphql-transport-ws`. */
export interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/** Subscribes, and returns all messages about the subscription until the server ends it. */
export async function subscribe(port: number, query: string): Promise<Message[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  const messages: Message[] = [];
  const isOver = new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      if (message.type === 'connection_ack') {
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
        return;
      }
      messages.push(message);
      if (message.type !== 'next') resolve();
    });
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await isOver;
  socket.terminate();
  return messages;
}
