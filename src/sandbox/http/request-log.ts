import type { OpenRequest, ReceivedRequest } from './received-request.js';

/** More than a test sends; bounds the memory of a sandbox that runs for days. */
const REQUESTS_KEPT = 50_000;
/** Limits large bodies to about 100 MB: both the text and the parsed value are stored. */
const CHARACTERS_KEPT = 32 * 1024 * 1024;

/** The received requests, the oldest first, within limits. */
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

  /** Removes a tenth at once: shifting a long array for each request would be slow. */
  #forgetOldest(): void {
    const forgotten = this.#requests.splice(0, Math.ceil(this.#requests.length / 10));
    for (const { text } of forgotten) this.#characters -= text.length;
  }
}
