import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('./page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Nothing but the page's own files: no other host, no inline script, no markup from strings (Trusted Types without a policy), no frame
 * around it. The page uses `textContent` only; this is for the day on which it does not.
 */
export const SECURITY_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const;

/** The files of the page, read once. Only these names are served, so that no path leads elsewhere. */
export class PageFiles {
  readonly #files: ReadonlyMap<string, Buffer>;

  constructor() {
    this.#files = new Map(readdirSync(FOLDER).map((name) => [name, readFileSync(FOLDER + name)]));
  }

  /** @returns whether there is such a file */
  serve(name: string, response: ServerResponse): boolean {
    const content = this.#files.get(name);
    if (content === undefined) return false;
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': type, 'Content-Length': content.length });
    response.end(content);
    return true;
  }
}
