import { createHmac } from 'node:crypto';
import type { AlertSubject } from './alert-subject.js';
import type { OutgoingText } from './redaction/outgoing-text.js';
import { usableText } from './shape/text-fields.js';
import { LONGEST_ALIAS, shortAlias } from '../text/alias.js';
import { withPlaceholders } from '../text/placeholders.js';
import { neutraliseHtml, toPlainText, toSingleLine } from '../text/plain-text.js';

/** The prefix of every alias, so that two services or environments never share an alert. */
export interface AliasScope {
  readonly service: string;
  readonly environment: string;
}

const SHORT_HASH_LENGTH = 16; // 64 bits: enough to distinguish the few names that contain a secret

// Longer parts are cut. It is far above the limit of a whole alias, so it only bounds the time.
const MAXIMUM_PART = 4_096;

/**
 * Builds the keys by which the platform deduplicates alerts. They consist of code and configuration, never of a single request's data:
 * no host, path values or time. Otherwise every request would open its own alert.
 */
export class AliasBuilder {
  readonly #scope: AliasScope;
  readonly #text: OutgoingText;
  readonly #hashKey: string;
  readonly #fit: (alias: string) => string;

  /**
   * @param hashKey shared by all replicas and otherwise secret: an unkeyed hash of a card number can be reversed by trying all numbers
   * @param fit fits an alias to the platform's limits
   */
  constructor(
    scope: AliasScope,
    text: OutgoingText,
    hashKey = '',
    fit = (alias: string): string => shortAlias(alias, LONGEST_ALIAS),
  ) {
    this.#scope = scope;
    this.#text = text;
    this.#hashKey = hashKey;
    this.#fit = fit;
  }

  /** The alias of an alert for which the application gave none. @param message the words of one that it raises itself */
  of({ context, shape, discriminator }: AlertSubject, message: string): string {
    if (context.kind !== 'manual') return this.forRule(context.kind, context.operation, discriminator);
    if (discriminator === '') return this.forMessage(message);
    return this.forException(discriminator, usableText(shape.entity));
  }

  /** The alias of a rule's alert: `orders-api:production:status:GET /orders/:id:5XX`. */
  forRule(kind: string, operation: string, discriminator: string): string {
    return this.#join(kind, operation, withoutColons(discriminator));
  }

  /** The alias of an alert that the application raises: its message with the variable parts replaced. */
  forMessage(message: string): string {
    // Redact first: a token with placeholders in it would no longer be recognised.
    return this.#join('manual', withPlaceholders(this.#clean(message)));
  }

  /** The alias of a handled exception, from the affected entity and the error's class. */
  forException(name: string, entity = 'handled'): string {
    return this.#join('exception', entity, withoutColons(name));
  }

  /**
   * An alias given by the application, unchanged except for {@link name secrets}.
   */
  given(alias: string): string {
    return this.#fit(this.name(alias));
  }

  /**
   * A name that is safe to send. If a secret was redacted, a keyed hash of the whole name is appended: names that differ only in the
   * secret would otherwise share an alias, and the second alert would be deduplicated and page no one.
   */
  name(name: string): string {
    const plain = toSingleLine(neutraliseHtml(toPlainText(name)));
    const clean = this.#clean(name);
    if (clean === plain) return clean;
    return `${clean}~${createHmac('sha256', this.#hashKey).update(plain).digest('hex').slice(0, SHORT_HASH_LENGTH)}`;
  }

  #join(...parts: readonly string[]): string {
    // Redact each part on its own: joined, `POST /token` and `5XX` would look like a name and its secret. Colons are escaped, because
    // `shop` in `eu:prod` and `shop:eu` in `prod` would otherwise share an alias.
    const { service, environment } = this.#scope;
    const scope = [service, environment].map((part) => withoutColons(part.replaceAll('%', '%25')));
    return this.#fit([...scope, ...parts].map((part) => this.#clean(part)).join(':'));
  }

  #clean(part: string): string {
    return this.#text.line(part, MAXIMUM_PART);
  }
}

function withoutColons(part: string): string {
  return part.replaceAll(':', '%3A');
}
