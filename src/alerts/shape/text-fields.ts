import type { Budget } from '../../text/budget.js';
import { BOUNDS } from '../bounds.js';
import type { OutgoingText } from '../redaction/outgoing-text.js';
import { textOf } from '../text/text-of.js';

/** Makes the text fields of alerts, notes and closes from values of any type. */
export class TextFields {
  readonly #text: OutgoingText;
  readonly #service: string;
  readonly #newBudget: () => Budget;

  /** @param service the source of what names no other */
  constructor(text: OutgoingText, service: string, newBudget: () => Budget) {
    this.#text = text;
    this.#service = service;
    this.#newBudget = newBudget;
  }

  /** One line of at most `limit` UTF-16 units; `undefined` if it would be empty. */
  line(value: unknown, limit: number, budget = this.#newBudget()): string | undefined {
    return this.#text.line(textOf(value, budget) ?? '', limit, budget) || undefined;
  }

  /** Several lines of at most `limit` UTF-16 units in all; `undefined` if they would be empty. */
  block(value: unknown, limit: number, budget = this.#newBudget()): string | undefined {
    return this.#text.block(textOf(value, budget) ?? '', limit, budget) || undefined;
  }

  /** The given source, or else the service. */
  source(value: unknown): string {
    return this.line(value, BOUNDS.source) ?? this.#text.line(this.#service, BOUNDS.source);
  }
}

/** A text that the application gave and that is not blank. */
export function usableText(value: unknown): string | undefined {
  const text = typeof value === 'function' ? undefined : textOf(value);
  return text === undefined || text.trim() === '' ? undefined : text;
}
