import type { Message } from '../../../../src/alerts/message.js';
import type { Clock } from '../../../../src/time/clock.js';
import type { Random } from '../simulation/random.js';
import { SECOND } from '../simulation/spans.js';
import type { Judge } from './judge.js';
import type { Platform } from './platform.js';
import type { Sender } from './sender.js';

interface Waiting {
  readonly message: Message;
  readonly raisedAt: number;
  readonly accepted: (() => void) | undefined;
}

/** The timeout of an attempt. */
const TIMEOUT_MS = 5 * SECOND;
const FIRST_WAIT_MS = SECOND;
const LONGEST_WAIT_MS = 30 * SECOND;

/** Retries until the platform accepts: one message in flight per alias, in order, with exponential backoff and full jitter. */
export class RetryingSender implements Sender {
  private readonly queues = new Map<string, Waiting[]>();

  constructor(
    /** The process's own clock: its retries end with it. */
    private readonly clock: Clock,
    private readonly platform: Platform,
    private readonly judge: Judge,
    private readonly random: Random,
    /** Whether the next process inherits undelivered messages. */
    private readonly isJournaled = false,
  ) {}

  send(message: Message, accepted?: () => void): void {
    const waiting = { message, raisedAt: this.clock.now(), accepted };
    const queue = this.queues.get(message.alias);
    if (queue !== undefined) {
      queue.push(waiting);
      return;
    }
    this.queues.set(message.alias, [waiting]);
    this.attempt(message.alias, 0);
  }

  die(): void {
    if (this.isJournaled) return;
    for (const queue of this.queues.values()) {
      for (const { message, raisedAt } of queue) this.judge.countLost(message, raisedAt);
    }
    this.queues.clear();
  }

  begin(): void {
    for (const alias of this.queues.keys()) this.attempt(alias, 0);
  }

  private attempt(alias: string, failures: number): void {
    const queue = this.queues.get(alias);
    const first = queue?.[0];
    if (queue === undefined || first === undefined) {
      this.queues.delete(alias);
      return;
    }
    const answer = this.platform.send(first.message, first.raisedAt);
    if (answer === 202) {
      queue.shift();
      first.accepted?.();
      this.attempt(alias, 0);
      return;
    }
    const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    const wait = (answer === 'silence' ? TIMEOUT_MS : 0) + this.random.next() * longest;
    this.clock.after(wait, () => this.attempt(alias, failures + 1));
  }
}
