import type { Clock } from '../../../../src/time/clock.js';
import type { Message } from '../../../../src/alerts/message.js';
import type { Judge } from './judge.js';
import type { Platform } from './platform.js';
import type { Sender } from './sender.js';

/** Sends each message once and forgets it, whatever the answer. */
export class SenderOnce implements Sender {
  constructor(
    private readonly clock: Clock,
    private readonly platform: Platform,
    private readonly judge: Judge,
  ) {}

  send(message: Message, accepted?: () => void): void {
    const now = this.clock.now();
    if (this.platform.send(message, now) === 202) accepted?.();
    else this.judge.countLost(message, now);
  }

  die(): void {
    // There is no queue.
  }

  begin(): void {
    // There are no undelivered messages.
  }
}
