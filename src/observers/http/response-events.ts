import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import { RequestRecord } from './request-record.js';

type Method = (this: ServerResponse, ...given: unknown[]) => unknown;

/** The methods that the prototype of an application's responses inherits. */
interface Inherited {
  readonly emit: Method;
  readonly writeHead: Method;
}

/** Makes a response report to the witness of its record. */
export function reportResponse(record: RequestRecord, response: ServerResponse): void {
  const { witness } = record;
  response.on('finish', () => witness.seeFinish(record));
  response.on('pipe', (source: Readable) => witness.seeStream(record, source));
  // `once` would cost more than it saves: a repeated event changes nothing.
  response.on('close', () => witness.seeClose(record));
  // Node calls `writeHead()` for every response, and there is no event for it.
  const writeHead = Reflect.get(response, 'writeHead') as Method;
  response.writeHead = function (this: ServerResponse, ...head: unknown[]) {
    witness.seeHead(record);
    return Reflect.apply(writeHead, this, head) as ServerResponse;
  };
}

/**
 * Makes all responses with this prototype report; a repeated report changes nothing. Express gives each response its application's prototype,
 * and after that, listeners and properties of a single response cost microseconds because they miss the caches of Node's own code.
 *
 * @returns whether they report: not if the prototype cannot be changed
 */
export function reportResponses(prototype: object): boolean {
  // Looked up for each call: an application that is mounted on another one later inherits from that one's prototype.
  const inherited = (): Inherited => Object.getPrototypeOf(prototype) as Inherited;
  const emit: Method = function (event, ...given) {
    if (event === 'close' || event === 'finish' || event === 'pipe') report(this, event, given[0]);
    return inherited().emit.call(this, event, ...given);
  };
  const writeHead: Method = function (...head) {
    const record = RequestRecord.of(this.req);
    record?.witness.seeHead(record);
    return inherited().writeHead.apply(this, head);
  };
  return define(prototype, 'emit', emit) && define(prototype, 'writeHead', writeHead);
}

function report({ req }: ServerResponse, event: 'close' | 'finish' | 'pipe', source: unknown): void {
  const record = RequestRecord.of(req);
  if (record === undefined) return;
  if (event === 'finish') record.witness.seeFinish(record);
  else if (event === 'close') record.witness.seeClose(record);
  else record.witness.seeStream(record, source as Readable);
}

function define(prototype: object, name: string, value: Method): boolean {
  return Reflect.defineProperty(prototype, name, { value, configurable: true, writable: true });
}
