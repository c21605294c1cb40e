import { randomUUID } from 'node:crypto';
import type { Message } from '../../../src/alerts/message.js';
import { type DeliveryOptions, resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { opsgenieAt } from '../platforms/opsgenie-platform.js';
import type { Log } from '../../../src/text/log.js';
import { NoJournal } from '../../../src/journal/no-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import type { OnThrottled } from '../../../src/delivery/sending/throttle-notice.js';
import { OpsgenieSandbox } from '../../../src/sandbox/opsgenie-sandbox.js';
import { VirtualClock } from '../../../src/testing/virtual-clock.js';
import type { Priority } from '../../../src/text/priority.js';

export const API_KEY = randomUUID();

/** A log that records its lines. */
export class Lines implements Log {
  readonly lines: string[] = [];
  log(message: string): void {
    this.lines.push(`log ${message}`);
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }
  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}

/** An outbox on a virtual clock, and a real platform server. */
export class DeliveryBench {
  readonly clock = new VirtualClock();
  readonly log = new Lines();
  readonly outbox: Outbox;

  private constructor(
    readonly sandbox: OpsgenieSandbox,
    options: DeliveryOptions,
    apiKey: string,
    onThrottled: OnThrottled | undefined,
  ) {
    const settings = resolveDelivery(options);
    const platform = opsgenieAt(sandbox.url, {
      apiKey,
      attemptTimeout: settings.attemptTimeout,
      clock: this.clock,
    });
    this.outbox = new Outbox({
      platform,
      clock: this.clock,
      settings,
      log: this.log,
      journal: new NoJournal(),
      random: () => 1,
      ...(onThrottled === undefined ? {} : { onThrottled }),
    });
  }

  static async start(
    options: DeliveryOptions = {},
    { apiKey = API_KEY, onThrottled }: { apiKey?: string; onThrottled?: OnThrottled } = {},
  ): Promise<DeliveryBench> {
    return new DeliveryBench(await OpsgenieSandbox.start({ processingDelay: 0 }), options, apiKey, onThrottled);
  }

  /** The received requests, in order: `POST /v2/alerts`. */
  get received(): readonly string[] {
    return this.sandbox.requests.map(({ method, path }) => `${method} ${path}`);
  }

  async stop(): Promise<void> {
    this.outbox.stop();
    await this.sandbox.stop();
  }
}

export function create(alias: string, priority: Priority = 'P3', text = 'Trouble'): Message {
  return { type: 'create', alias, priority, payload: { message: text, alias, priority } };
}

export function close(alias: string, priority: Priority = 'P3'): Message {
  return { type: 'close', alias, priority, payload: { note: 'Over' } };
}

export function note(alias: string, text = 'By the way', priority: Priority = 'P3'): Message {
  return { type: 'note', alias, priority, payload: { note: text } };
}
