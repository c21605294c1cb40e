import { createHmac } from 'node:crypto';
import type { OutgoingText } from './redaction/outgoing-text.js';
import { LONGEST_ALIAS, shortAlias } from '../text/alias.js';
import { neutraliseHtml, toPlainText, toSingleLine } from '../text/plain-text.js';

/** What an alias begins with, so that two services or environments never share an alert. */
export interface AliasScope {
  readonly service: string;
  readonly environment: string;
}

const SHORT_HASH_LENGTH = 16; // 64 bits: enough to keep the few names apart that hold a secret

// No part is looked at further than this. It is far over the limit of the whole, so it only bounds the time.
const MAXIMUM_PART = 4_096;

/**
 * Builds the keys by which the platform recognises a repeat. They are made of code and configuration, never of a single request's data:
 * no host, no path values, no time. Otherwise every request would be an alert of its own.
 */
export class AliasBuilder {
  readonly #scope: AliasScope;
  readonly #text: OutgoingText;
  readonly #hashKey: string;
  readonly #fit: (alias: string) => string;

  /**
   * @param hashKey the same in all replicas, and known to nobody else. From a plain hash of a card number, the number is found by trying
   *   them all.
   * @param fit gives an alias the form that the platform takes
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

  /** The alias of a rule's alert: `orders-api:production:status:GET /orders/:id:5XX`. */
  forRule(kind: string, operation: string, discriminator: string): string {
    return this.#join(kind, operation, withoutColons(discriminator));
  }

  /** The alias of an alert that the application raises: its message without the parts that vary. */
  forMessage(message: string): string {
    // Secrets and e-mail addresses are hidden first: with placeholders in it, a token would not be known for one.
    return this.#join('manual', withPlaceholders(this.#clean(message)));
  }

  /** The alias of a handled exception, by the thing that it happened to and the error's class. */
  forException(name: string, entity = 'handled'): string {
    return this.#join('exception', entity, withoutColons(name));
  }

  /**
   * An alias that the application gave, used as it is but for {@link name secrets}.
   */
  given(alias: string): string {
    return this.#fit(this.name(alias));
  }

  /**
   * A name that may leave the process. Where a secret had to be hidden, a keyed hash of the whole keeps two names apart that differ in
   * nothing else: as one, the second alert would be taken for a repeat of the first and page nobody.
   */
  name(name: string): string {
    const plain = toSingleLine(neutraliseHtml(toPlainText(name)));
    const clean = this.#clean(name);
    if (clean === plain) return clean;
    return `${clean}~${createHmac('sha256', this.#hashKey).update(plain).digest('hex').slice(0, SHORT_HASH_LENGTH)}`;
  }

  #join(...parts: readonly string[]): string {
    // Part by part: joined, `POST /token` and `5XX` would look like a name and its secret. A colon in a name would make one alias of two:
    // `shop` in `eu:prod`, and `shop:eu` in `prod`.
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

const QUOTED = /"[^"]{1,500}"|`[^`]{1,500}`|“[^”]{1,500}”|(?<!\w)'[^']{1,500}'(?!\w)/g; // the apostrophe of `can't` opens nothing
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX = /\b(?:0x[0-9a-f]{1,128}|(?=[a-f]{0,64}\d)[0-9a-f]{8,128})\b/gi;
const NUMBER = /(?<![\p{L}_\d])\d+(?:[.,:]\d+)*(?!\d|xx)/giu; // not `s3`, which is a name, nor `5XX`, which is a class

function withPlaceholders(message: string): string {
  return message
    .replace(QUOTED, '{text}')
    .replace(UUID, '{uuid}')
    .replace(HEX, (match) => (/^\d+$/.test(match) ? '{number}' : '{hex}'))
    .replace(NUMBER, '{number}');
}
