import { neutraliseHtml, toPlainText, toSingleLine } from '../../text/plain-text.js';
import type { Budget } from '../../text/budget.js';
import { REDACTED, type Redactor } from './redactor.js';
import { cutAt, ELLIPSIS, truncate } from '../../text/text-cut.js';

// No secret that is only known by its whole form (a card number, an e-mail address, most patterns of users) is longer than this.
const LONGEST_WHOLE_SECRET = 512;

/**
 * Makes text fit to leave the process. The order of its steps is what makes it safe:
 *
 * 1. Very long text is cut roughly, to more than twice what is needed, or to what is left of the alert's budget, so that the time is bounded.
 * 2. Invisible characters go, so that none can hide a secret's name from the redactor.
 * 3. Secrets are hidden.
 * 4. What was cut roughly loses its end: half a secret may stand there, which no pattern knows.
 * 5. HTML is made harmless; before, it would have hidden `<password>` from the redactor.
 * 6. Only now is the text cut to its limit. Cut earlier, half a secret could stand at the end.
 */
export class OutgoingText {
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** One line of at most `limit` UTF-16 units. */
  line(text: string, limit: number, budget?: Budget): string {
    return truncate(toSingleLine(this.#safe(text, limit, budget, (plain) => this.#redactor.text(plain))), limit);
  }

  /** Several lines of at most `limit` UTF-16 units in all. */
  block(text: string, limit: number, budget?: Budget): string {
    return truncate(this.#safe(text, limit, budget, (plain) => this.#redactor.text(plain)).trim(), limit);
  }

  /** The value of a detail, of at most `limit` UTF-16 units; hidden whole when its key looks secret. */
  detail(key: string, value: string, limit: number, budget?: Budget): string {
    return truncate(this.#safe(value, limit, budget, (plain) => this.#redactor.detail(key, plain)).trim(), limit);
  }

  #safe(text: string, limit: number, budget: Budget | undefined, redact: (plain: string) => string): string {
    const most = 2 * limit + 2 * LONGEST_WHOLE_SECRET;
    const rough = budget === undefined ? cutAt(text, most) : budget.take(text, most);
    const redacted = redact(toPlainText(rough));
    return neutraliseHtml(rough.length < text.length ? withoutItsEnd(redacted) : redacted);
  }
}

/** Takes off as much as half a secret can be, but nothing before the last secret that was found. */
function withoutItsEnd(redacted: string): string {
  const mark = redacted.lastIndexOf(REDACTED);
  const found = mark === -1 ? 0 : mark + REDACTED.length;
  return cutAt(redacted, Math.max(found, redacted.length - LONGEST_WHOLE_SECRET)) + ELLIPSIS;
}
