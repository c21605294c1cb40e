import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An incident on the server. */
export interface KnownIncident {
  readonly key: string;
  readonly title: string;
  readonly severity: number;
  readonly context: Readonly<Record<string, string>>;
  readonly updates: number;
  readonly isOpen: boolean;
}

/** The outcome of a change, for status requests. */
type Job = 'running' | 'done' | 'failed';

/** Its own limits: longer values are refused. */
export const LONGEST_KEY = 100;
export const LONGEST_TITLE = 40;
export const LONGEST_CONTEXT = 200;

/**
 * A server unlike Opsgenie: it answers 200 and 201, refuses to open an incident twice (409) and expects an update (PATCH) instead,
 * resolves by PUT, has no notes, and has its own limits, names and authentication.
 */
export class AnotherServer {
  /** `POST /incidents 201`. */
  readonly log: string[] = [];
  readonly incidents = new Map<string, KnownIncident>();
  /** The next answers to any requests. */
  readonly troubles: number[] = [];
  /** Whether changes fail after they were accepted. */
  spoils = false;
  readonly #jobs = new Map<string, Job>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<AnotherServer> {
    const server = createServer();
    const another = new AnotherServer(server);
    server.on('request', (request, response) => {
      void textOf(request).then((body) => {
        const [status, answer] = another.#answer(request, body);
        another.log.push(`${request.method} ${request.url} ${status}`);
        response.writeHead(status, { 'content-type': 'application/json', 'pause-ms': '2500' });
        response.end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return another;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #answer({ method, url = '', headers }: IncomingMessage, body: string): [status: number, answer: object] {
    const trouble = this.troubles.shift();
    if (trouble !== undefined) return [trouble, { fault: 'trouble' }];
    if (headers['x-token'] !== 'secret-token') return [418, { fault: 'who are you?' }];
    const [, collection, key = '', action] = url.split('/').map(decodeURIComponent);
    if (collection === 'jobs') return [200, { state: this.#jobs.get(key) ?? 'running' }];
    const given = body === '' ? {} : (JSON.parse(body) as Partial<KnownIncident>);
    const known = this.incidents.get(method === 'POST' ? (given.key ?? '') : key);
    if (method === 'POST') {
      if (known?.isOpen === true) return [409, { fault: 'open already' }];
      return this.#keep({ ...incidentOf(given), updates: 0 }, 201);
    }
    if (known === undefined) return [410, { fault: 'no such incident' }];
    if (method === 'PATCH') return this.#keep({ ...known, ...given, updates: known.updates + 1 }, 200);
    if (method === 'PUT' && action === 'resolution') return this.#keep({ ...known, isOpen: false }, 200);
    return [405, { fault: 'no such call' }];
  }

  #keep(incident: KnownIncident, status: number): [status: number, answer: object] {
    const { context, key, title } = incident;
    if (key.length > LONGEST_KEY || title.length > LONGEST_TITLE || JSON.stringify(context).length > LONGEST_CONTEXT)
      return [413, { fault: 'too long' }];
    const job = `job-${this.#jobs.size + 1}`;
    this.#jobs.set(job, this.spoils ? 'failed' : 'done');
    if (!this.spoils) this.incidents.set(key, incident);
    return [status, { job }];
  }
}

function incidentOf({ key = '', title = '', severity = 0, context = {} }: Partial<KnownIncident>): KnownIncident {
  return { key, title, severity, context, updates: 0, isOpen: true };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
