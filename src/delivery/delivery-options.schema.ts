import { callable, Check, CheckNested, duration, flag, text, wholeNumber } from '../validation/checks.js';
import type { DeliveryOptions, JournalOptions } from './delivery-options.js';

class JournalOptionsSchema implements Record<keyof JournalOptions, unknown> {
  @Check(text) directory: unknown;
}

/** The validation schema of {@link DeliveryOptions}. */
export class DeliveryOptionsSchema implements Record<keyof DeliveryOptions, unknown> {
  static readonly nested = { journal: JournalOptionsSchema };

  @Check(wholeNumber(1, 100_000)) maxMessages: unknown;
  @Check(wholeNumber(10_000, 1_000_000_000)) maxBytes: unknown;
  @Check(wholeNumber(1, 10_000)) perMinute: unknown;
  @Check(wholeNumber(1, 10_000)) burst: unknown;
  @Check(duration) attemptTimeout: unknown;
  @Check(flag) confirm: unknown;
  @Check(duration) flushTimeout: unknown;
  @Check(callable) onDropped: unknown;
  @Check(callable) onDelayed: unknown;
  @Check(duration) delayedAfter: unknown;
  @CheckNested() journal: unknown;
}
