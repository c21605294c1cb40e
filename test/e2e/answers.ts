import { request } from 'node:http';

import type { RunningApplication } from './application.js';

/** An answer as it came over the wire, but for the date. */
export interface Answer {
  readonly request: string;
  readonly status: number | undefined;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Sends a request such as `GET /orders/7`. A body is sent as JSON. */
export function answerTo({ port }: RunningApplication, line: string, body?: string): Promise<Answer> {
  const [method, path] = line.split(' ');
  const headers =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const client = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({
          request: line,
          status: response.statusCode,
          headers: withoutDate(response.rawHeaders),
          body: Buffer.concat(chunks).toString('latin1'),
        }),
      );
      response.once('error', reject);
    });
    client.once('error', reject);
    client.end(body);
  });
}

function withoutDate(raw: readonly string[]): string[] {
  return raw.filter((_text, index) => raw[index - (index % 2)]?.toLowerCase() !== 'date');
}
