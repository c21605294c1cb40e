import type { Headline, HeadlinePart } from '../text/headline.js';
import type { Budget } from '../text/budget.js';
import { shortRoute } from '../text/short-route.js';
import { truncate } from '../text/text-cut.js';
import type { OutgoingText } from './redaction/outgoing-text.js';
import type { AlertIdentity } from './shape/context-facts.js';

/** UTF-16 units: what every platform shows whole, and Opsgenie takes. */
export const LONGEST_HEADLINE = 130;
/** What a lock screen shows: it must be enough on its own, so a place that begins in it is shortened to end in it. UTF-16 units. */
const LOCK_SCREEN = 60;
/** A place that begins late gets this much room in any case. UTF-16 units. */
const LEAST_PLACE = 30;
const LONGEST_SERVICE = 40;
const LONGEST_ENVIRONMENT = 20;
/** Less of a text says nothing. UTF-16 units. */
const LEAST_TEXT = 8;
/** Of each text, this much is redacted: more than has room, so that no secret is cut in half before it is hidden. UTF-16 units. */
const EXAMINED = 500;

/** Writes headlines: environment and service, symptom and size, place, cause. Every text of the application is redacted on its own. */
export class HeadlineWriter {
  readonly #text: OutgoingText;
  readonly #identity: AlertIdentity;

  constructor(text: OutgoingText, identity: AlertIdentity) {
    this.#text = text;
    this.#identity = identity;
  }

  /** @example `[staging] orders-api: 3 x 502 in 10 s on GET /orders/:id` */
  write({ state, about, parts }: Headline, budget: Budget): string {
    const { service, environment } = this.#names(budget);
    const where = environment === undefined ? service : `[${environment}] ${service}`;
    const subject = about === undefined ? where : `${where}, ${this.#text.line(about, LONGEST_SERVICE, budget)}`;
    const beginning = `${subject}${state === undefined ? '' : ` ${state}`}: `;
    const safe = parts.map((part) => this.#safe(part, budget)).filter((part) => lengthOf(part) > 0);
    // The service may be all that there is to say.
    return truncate((beginning + fit(safe, beginning.length).join('')).replace(/: $/, ''), LONGEST_HEADLINE);
  }

  /** The words of the application, and where they come from: `Stock is low [orders-api]`. */
  sign(words: string, limit: number, budget: Budget): string {
    const line = this.#text.line(words, limit, budget);
    const { service, environment } = this.#names(budget);
    if (line === '' || line.includes(service)) return line;
    const signature = ` [${environment === undefined ? service : `${service}, ${environment}`}]`;
    return truncate(line, Math.max(0, LONGEST_HEADLINE - signature.length)) + signature;
  }

  #names(budget: Budget): { readonly service: string; readonly environment: string | undefined } {
    const { service, environment } = this.#identity;
    const name = this.#text.line(service, LONGEST_SERVICE, budget);
    const isProduction = /^\s*(?:production|prod)\s*$/i.test(environment);
    const elsewhere = isProduction ? '' : this.#text.line(environment, LONGEST_ENVIRONMENT, budget);
    return { service: name, environment: elsewhere === '' ? undefined : elsewhere };
  }

  #safe(part: HeadlinePart, budget: Budget): HeadlinePart {
    if (typeof part === 'string') return part;
    if ('route' in part) return { route: this.#text.line(part.route, EXAMINED, budget) };
    return { ...part, text: this.#text.line(part.text, EXAMINED, budget) };
  }
}

/** Shortens places and texts until all fits. @param taken what stands in front, in UTF-16 units */
function fit(parts: readonly HeadlinePart[], taken: number): readonly string[] {
  let room = LONGEST_HEADLINE - taken - sum(parts.map((part) => (typeof part === 'string' ? part.length : 0)));
  const routes = new Map<HeadlinePart, string>();
  let before = taken;
  for (const part of parts) {
    if (typeof part === 'object' && 'route' in part) {
      const place = shortRoute(part.route, Math.min(room, Math.max(LOCK_SCREEN - before, LEAST_PLACE)));
      routes.set(part, place);
      room -= place.length;
      before += place.length;
    } else {
      before += lengthOf(part);
    }
  }
  // What comes first says most; what comes later keeps a little room.
  const texts = parts.filter((part) => typeof part === 'object' && 'text' in part);
  return parts.map((part) => {
    if (typeof part === 'string') return part;
    if ('route' in part) return routes.get(part) ?? '';
    const later = texts.slice(texts.indexOf(part) + 1);
    const reserved = sum(later.map((text) => Math.min(lengthOf(text), 2 * LEAST_TEXT)));
    const [open, close] = part.around ?? ['', ''];
    const most = room - reserved - open.length - close.length;
    if (part.text.length > most && most < LEAST_TEXT) return '';
    const text = open + truncate(part.text, most) + close;
    room -= text.length;
    return text;
  });
}

function lengthOf(part: HeadlinePart): number {
  if (typeof part === 'string') return part.length;
  if ('route' in part) return part.route.length;
  return part.text === '' ? 0 : sum((part.around ?? []).map(({ length }) => length)) + part.text.length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
