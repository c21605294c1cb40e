import { neutraliseHtml, toPlainText, toSingleLine } from '../../text/plain-text.js';
import type { Budget } from '../../text/budget.js';
import { REDACTED, type Redactor } from './redactor.js';
import { cutAt, ELLIPSIS, truncate } from '../../text/text-cut.js';

// The longest secret that is recognised only as a whole: a card number, an e-mail address, a match of most configured patterns.
const LONGEST_WHOLE_SECRET = 512;

/**
 * Makes text safe to leave the process. The order of the steps matters:
 *
 * 1. Very long text is cut roughly, to more than twice the limit or to the rest of the alert's budget, which bounds the time.
 * 2. Invisible characters are removed, because they could hide the name of a secret from the redactor.
 * 3. Secrets are hidden.
 * 4. Roughly cut text loses its end: it may contain half a secret, which no pattern recognises.
 * 5. HTML is neutralised; doing so earlier would hide `<password>` from the redactor.
 * 6. The text is cut to its limit; cutting earlier could leave half a secret at the end.
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

  /** The value of a detail, of at most `limit` UTF-16 units; hidden completely if its key names a secret. */
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

/** Removes as much as half a secret may take, but nothing before the last secret found. */
function withoutItsEnd(redacted: string): string {
  const mark = redacted.lastIndexOf(REDACTED);
  const found = mark === -1 ? 0 : mark + REDACTED.length;
  return cutAt(redacted, Math.max(found, redacted.length - LONGEST_WHOLE_SECRET)) + ELLIPSIS;
}
