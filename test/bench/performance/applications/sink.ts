import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answer } from '../processes/answer.js';

const server = createServer((request, response) => {
  request.resume().once('end', () => response.end('{}'));
});

const answers = {
  /** Starts a server that accepts and discards everything. @returns its URL */
  async start(): Promise<string> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

export type SinkAnswers = typeof answers;

answer(answers);
