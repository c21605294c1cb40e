import type { IncomingMessage, ServerResponse } from 'node:http';

import { isRecord } from '../../text/guarded-read.js';
import type { Inbox } from './inbox.js';
import type { InboxSource } from './inbox-source.js';
import { faultNamed } from './named-faults.js';
import { PageFiles, SECURITY_HEADERS } from './page-files.js';
import { actAsPerson } from './person-actions.js';

/** All paths of the page but `/` begin with it; those of the platform contain `/v2/`. */
const PREFIX = '/inbox/';
/** Far above a note with its escapes. Characters. */
const LONGEST_BODY = 200_000;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;

/** The HTTP side of the page. Its requests are neither logged as requests of the platform nor subject to faults. */
export class InboxServer {
  readonly #inbox: Inbox;
  readonly #source: InboxSource;
  readonly #files = new PageFiles();

  constructor(inbox: Inbox, source: InboxSource) {
    this.#inbox = inbox;
    this.#source = source;
  }

  /** @returns whether the request is one of the page */
  readonly handle = (request: IncomingMessage, response: ServerResponse): boolean => {
    // Not parsed as a URL: that throws for targets such as `//`, which any client can send.
    const [pathname = ''] = (request.url ?? '/').split('?');
    if (pathname !== '/' && !pathname.startsWith(PREFIX)) return false;
    // A name that leads to this machine only after a change of DNS must not let another site read or change alerts.
    if (!LOOPBACK.test(request.headers.host ?? '')) return refuse(response, 403, 'Open the page at 127.0.0.1.');
    const name = pathname.slice(PREFIX.length);
    if (request.method === 'GET') return this.#get(name, response);
    if (request.method !== 'POST') return refuse(response, 405, 'The page knows GET and POST.');
    // Other sites can send forms and plain text here, but no JSON without being asked for permission first.
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
      return refuse(response, 415, 'Send JSON.');
    readJson(request, (body) => this.#post(name, body, response));
    return true;
  };

  #get(name: string, response: ServerResponse): boolean {
    if (this.#files.serve(name === '' ? 'index.html' : name, response)) return true;
    if (name === 'events') {
      this.#inbox.open(response);
      return true;
    }
    const [, number] = /^requests\/(\d{1,15})$/.exec(name) ?? [];
    const details = number === undefined ? undefined : this.#inbox.requests.details(Number(number));
    return details === undefined ? refuse(response, 404, 'There is nothing here.') : answer(response, 200, details);
  }

  #post(name: string, body: unknown, response: ServerResponse): void {
    const problem =
      name === 'actions' ? actAsPerson(body, this.#source) : name === 'fault' ? this.#setFault(body) : 'Unknown path';
    if (problem === undefined) answer(response, 200, { ok: true });
    else refuse(response, 422, problem);
  }

  #setFault(body: unknown): string | undefined {
    const fault = faultNamed(isRecord(body) ? body['fault'] : undefined);
    if (fault === false) return 'The page knows no such fault';
    this.#source.setFault(fault);
    return undefined;
  }
}

function readJson(request: IncomingMessage, use: (body: unknown) => void): void {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
    if (text.length > LONGEST_BODY) request.destroy();
  });
  request.on('error', () => undefined);
  request.on('end', () => {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      body = undefined;
    }
    use(body);
  });
}

function refuse(response: ServerResponse, status: number, problem: string): true {
  return answer(response, status, { problem });
}

function answer(response: ServerResponse, status: number, body: object): true {
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
  return true;
}
