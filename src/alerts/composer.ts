import type { AlertContext } from '../rules/alert-shape.js';
import { Budget } from '../text/budget.js';
import type { Headline } from '../text/headline.js';
import { DEFAULT_PRIORITY, priorityOf } from '../text/priority.js';
import { ActionComposer, type ActionAuthor } from './action-composer.js';
import type { AlertSubject } from './alert-subject.js';
import { AliasBuilder } from './alias.js';
import { BOUNDS } from './bounds.js';
import { alertDescription } from './description.js';
import { detailSources, type Enrich } from './detail-sources.js';
import { HeadlineWriter } from './headline.js';
import type { AlertActionPayload, CreateAlertPayload } from './message.js';
import { OutgoingText } from './redaction/outgoing-text.js';
import type { Redactor } from './redaction/redactor.js';
import type { AlertIdentity } from './shape/context-facts.js';
import { defined } from './shape/defined.js';
import { buildDetails } from './shape/details.js';
import { validLinks } from './shape/links.js';
import { validLists } from './shape/lists.js';
import { NO_MESSAGE } from './shape/manual-alert.js';
import { Resolver } from './shape/resolver.js';
import { TextFields, usableText } from './shape/text-fields.js';
import { textOf } from './text/text-of.js';

/** Dependencies of {@link AlertComposer}. */
export interface AlertComposerOptions {
  readonly identity: AlertIdentity;
  readonly redactor: Redactor;
  /** Whether descriptions include stacks. */
  readonly includeStack: boolean;
  /** Names of the request headers to copy into details; case-insensitive. */
  readonly forwardHeaders: readonly string[];
  /** Returns additional details for every alert. If it throws, the alert is sent without them. */
  readonly enrich?: Enrich | undefined;
  /** The key of the hashes in aliases; see {@link AliasBuilder}. */
  readonly aliasHashKey?: string | undefined;
  /** Fits an alias to the platform's limits. @defaultValue replaces the end of a long alias by a hash */
  readonly fitAlias?: ((alias: string) => string) | undefined;
  /** Monotonic milliseconds, used to detect slow getters. */
  readonly now?: (() => number) | undefined;
  /** Receives a warning when a function of the application fails, once per field. */
  readonly warn: (message: string) => void;
}

/**
 * Composes alerts from incidents and `raise()` calls, for any platform. Every text is redacted, bounded, and free of control
 * characters and HTML. Never throws: an alert that lacks a field is better than no alert.
 */
export class AlertComposer {
  readonly #options: AlertComposerOptions;
  readonly #text: OutgoingText;
  readonly #fields: TextFields;
  readonly #actions: ActionComposer;
  readonly #aliases: AliasBuilder;
  readonly #headlines: HeadlineWriter;
  readonly #resolver: Resolver;

  constructor(options: AlertComposerOptions) {
    const { identity, redactor, aliasHashKey, fitAlias, warn } = options;
    this.#options = options;
    this.#text = new OutgoingText(redactor);
    this.#fields = new TextFields(this.#text, identity.service, () => this.budget());
    this.#actions = new ActionComposer(this.#fields);
    this.#aliases = new AliasBuilder(identity, this.#text, aliasHashKey, fitAlias);
    this.#headlines = new HeadlineWriter(this.#text, identity);
    this.#resolver = new Resolver((message) => warn(this.#text.line(message, 1_000)));
  }

  /** A new processing budget for one alert. */
  budget(): Budget {
    return new Budget(this.#options.now);
  }

  /** The payload that opens an alert or repeats an open one. */
  create(given: AlertSubject): CreateAlertPayload {
    const budget = given.budget ?? this.budget();
    const subject = { ...given, budget };
    const { context, shape } = subject;
    const wished = this.#resolver.resolve('message', shape.message, context, usableText);
    const message =
      wished === undefined
        ? this.#headlines.write(subject.headline, budget)
        : this.#headlines.sign(wished, BOUNDS.message, budget);
    const alias = this.#resolver.resolve('alias', shape.alias, context, usableText);
    const { repairs, tags, ...lists } = validLists(subject, this.#resolver, this.#text);
    const links = validLinks(shape.links, context, this.#resolver, this.#text, budget);
    const { includeStack } = this.#options;
    const parts = { fields: this.#fields, resolver: this.#resolver, includeStack };
    const description = alertDescription(subject, links, parts);
    const repaired = [...(subject.repairs ?? []), ...repairs, ...links.repairs];
    return {
      message: message === '' ? NO_MESSAGE : message,
      alias: alias === undefined ? this.#aliases.of(subject, wished ?? NO_MESSAGE) : this.#aliases.given(alias),
      priority:
        subject.priority ?? this.#resolver.resolve('priority', shape.priority, context, priorityOf) ?? DEFAULT_PRIORITY,
      tags,
      entity:
        this.#fields.line(shape.entity, BOUNDS.entity, budget) ?? this.#text.line(entityOf(context), BOUNDS.entity),
      source: this.#fields.source(shape.source),
      details: buildDetails(detailSources(subject, links, repaired, this.#resolver, this.#options), this.#text, budget),
      ...defined({
        description,
        ...lists,
        user: this.#fields.line(shape.user, BOUNDS.user, budget),
        note: this.#fields.block(shape.note, BOUNDS.note, budget),
      }),
    };
  }

  /** The payload that closes or acknowledges an alert. */
  action(note?: string, author?: ActionAuthor): AlertActionPayload {
    return this.#actions.action(note, author);
  }

  /** The payload that adds a note to an alert. */
  note(note: string, author?: ActionAuthor): AlertActionPayload & { readonly note: string } {
    return this.#actions.note(note, author);
  }

  /** The alias as sent for one given by the application; the platform finds an alert only by the exact alias. */
  alias(given: string): string {
    return this.#aliases.given(textOf(given) ?? '');
  }

  /** A headline, ready to send. */
  headline(headline: Headline): string {
    return this.#headlines.write(headline, this.budget());
  }

  /** Text of the application on one line of at most `limit` UTF-16 units, ready to send. */
  line(text: string, limit: number): string {
    return this.#text.line(text, limit, this.budget());
  }

  /** A name given by the application, without secrets; see {@link AliasBuilder.name}. */
  name(given: string): string {
    return this.#aliases.name(given);
  }
}

/** The whole service is what an alert without an operation is about. */
function entityOf({ operation, service }: AlertContext): string {
  return operation === '*' || operation === 'raise' ? service : operation;
}
