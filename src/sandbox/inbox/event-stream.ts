import type { ServerResponse } from 'node:http';

/** A page that reads so slowly is cut off; it reconnects by itself and begins with the present. Bytes. */
const MOST_UNREAD = 4_000_000;
/** Pages that are open at once; more are a mistake of a program. */
const MOST_PAGES = 50;

/** Server-sent events (HTML Standard, 9.2) to all open pages. */
export class EventStream {
  readonly #pages = new Set<ServerResponse>();

  get isWatched(): boolean {
    return this.#pages.size > 0;
  }

  /** Adds a page. @param first what it needs to begin with */
  open(response: ServerResponse, first: object): void {
    if (this.#pages.size >= MOST_PAGES) {
      response.writeHead(503, { 'Content-Type': 'text/plain' }).end(`More than ${MOST_PAGES} pages are open.`);
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store' });
    // A page comes back soon after a restart of the sandbox.
    response.write('retry: 1000\n\n');
    response.on('close', () => this.#pages.delete(response));
    response.on('error', () => this.#pages.delete(response));
    this.#pages.add(response);
    write(response, first);
  }

  send(data: object): void {
    for (const page of this.#pages) {
      if (page.writableLength > MOST_UNREAD) page.destroy();
      else write(page, data);
    }
  }
}

/** JSON has no line breaks, so nothing in it can end the event. */
function write(response: ServerResponse, data: object): void {
  response.write(`data: ${JSON.stringify(data)}\n\n`);
}
