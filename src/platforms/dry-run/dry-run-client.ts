import type { Message } from '../../alerts/message.js';
import type { Log } from '../../delivery/log.js';
import type { Attempt, PlatformClient } from '../platform-client.js';

/** Logs what would be sent, and sends nothing. All that stands before it runs as ever. */
export class DryRunClient implements PlatformClient {
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  send(message: Message): Promise<Attempt> {
    const { type, alias, priority, payload } = message;
    this.#log.log(`Dry run, not sent: ${JSON.stringify({ type, alias, priority, payload })}`);
    return Promise.resolve(accepted('{"result":"Dry run: nothing was sent"}', 202));
  }

  requestStatus(): Promise<Attempt> {
    return Promise.resolve(accepted('{"data":{"isSuccess":true,"status":"Dry run: nothing was sent"}}', 200));
  }
}

function accepted(body: string, status: number): Attempt {
  return { kind: 'answered', status, headers: {}, body };
}
