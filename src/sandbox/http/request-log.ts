import type { OpenRequest, ReceivedRequest } from './received-request.js';

/** More than a test sends; a sandbox that runs for days must not grow. */
const REQUESTS_KEPT = 50_000;
/** Keeps large bodies within some 100 MB: the text is kept beside what was parsed from it. */
const CHARACTERS_KEPT = 32 * 1024 * 1024;

/** The requests that came in, the oldest first, within bounds. */
export class RequestLog {
  readonly #requests: OpenRequest[] = [];
  #characters = 0;

  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  add(request: OpenRequest): void {
    this.#requests.push(request);
    this.#characters += request.text.length;
    if (this.#requests.length > REQUESTS_KEPT || this.#characters > CHARACTERS_KEPT) this.#forgetOldest();
  }

  clear(): void {
    this.#requests.length = 0;
    this.#characters = 0;
  }

  /** Forgets a tenth at once: to move a long array for every single request would be slow. */
  #forgetOldest(): void {
    const forgotten = this.#requests.splice(0, Math.ceil(this.#requests.length / 10));
    for (const { text } of forgotten) this.#characters -= text.length;
  }
}
