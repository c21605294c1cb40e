import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer } from './answer.js';
import type { RawRequest } from './received-request.js';

/** Far above the limits of an alert; a faulty client must not fill the memory. */
const LONGEST_BODY = 1_000_000;

/** The reply to a client: an answer, half of one, a broken connection, or nothing. */
export type Reply = { readonly send: Answer } | { readonly breakOff: Answer } | 'drop' | 'silence';

/** A plain HTTP server on the loopback interface. Independent of alerts. */
export class HttpListener {
  readonly #server: Server;
  #port = 0;
  /** Sees each request first, and handles those for which it returns true. */
  front: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;

  /** @param receive handles a completely received request */
  constructor(receive: (request: RawRequest) => Promise<Reply>) {
    this.#server = createServer((request, response) => {
      if (this.front?.(request, response) !== true) serve(request, response, receive);
    });
  }

  /**
   * Starts listening.
   *
   * @param port 0 for any free port
   * @throws Error if the port is in use
   */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Stops listening and destroys every connection. Resolves when the port is free; a second call does nothing. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.once('close', resolve));
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function serve(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (request: RawRequest) => Promise<Reply>,
): void {
  let text = '';
  let length = 0;
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    length += chunk.length;
    if (length <= LONGEST_BODY) text += chunk;
  });
  // A client that disconnects during its request gets no answer; without a listener its error would end the process.
  request.on('error', () => response.destroy());
  request.on('end', () => {
    if (length > LONGEST_BODY) return send(response, failed(413, `The body exceeds ${LONGEST_BODY} characters.`));
    const { method = '', url: target = '', headers } = request;
    receive({ method, target, headers, text })
      .then((reply) => deliver(response, reply))
      .catch((error: unknown) => send(response, failed(500, `The sandbox failed: ${String(error)}`)));
  });
}

function failed(status: number, message: string): Answer {
  return { status, body: { message } };
}

function deliver(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'drop') response.destroy();
  else if ('send' in reply) send(response, reply.send);
  else breakOff(response, reply.breakOff);
}

function send(response: ServerResponse, answer: Answer): void {
  response.end(start(response, answer));
}

function breakOff(response: ServerResponse, answer: Answer): void {
  const body = start(response, answer);
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

/** Sends the head of an answer. @returns its body */
function start(response: ServerResponse, { status, body, headers }: Answer): Buffer {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  response.writeHead(status, {
    'Content-Type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
    'Content-Length': bytes.length,
    ...headers,
  });
  return bytes;
}
