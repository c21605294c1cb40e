import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';

import { RequestRecord } from './request-record.js';

type Method = (this: ServerResponse, ...given: unknown[]) => unknown;

/** What the prototype of an application's responses inherits. */
interface Inherited {
  readonly emit: Method;
  readonly writeHead: Method;
}

/** Has a response report to the witness of its record. */
export function reportResponse(record: RequestRecord, response: ServerResponse): void {
  const { witness } = record;
  response.on('finish', () => witness.seeFinish(record));
  response.on('pipe', (source: Readable) => witness.seeStream(record, source));
  // `once` would cost more than it saves: what comes again changes nothing.
  response.on('close', () => witness.seeClose(record));
  // Node calls `writeHead()` for every response, and nothing else tells when the head is written.
  const writeHead = Reflect.get(response, 'writeHead') as Method;
  response.writeHead = function (this: ServerResponse, ...head: unknown[]) {
    witness.seeHead(record);
    return Reflect.apply(writeHead, this, head) as ServerResponse;
  };
}

/**
 * Has all responses report that get this prototype; what is reported twice changes nothing. Express gives each response its application's, and after that listeners and
 * properties of a single response cost microseconds, because it misses the caches of Node's own code.
 *
 * @returns whether they will; not where the prototype cannot be changed
 */
export function reportResponses(prototype: object): boolean {
  // Looked up for each call: an application that is mounted on another one gets its prototype.
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
