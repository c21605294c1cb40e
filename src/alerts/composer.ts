import type { AlertContext, DetailValue } from '../rules/alert-shape.js';
import type { AlertActionPayload, CreateAlertPayload } from './message.js';
import { BOUNDS } from './bounds.js';
import type { AlertSubject } from './alert-subject.js';
import { AliasBuilder } from './alias.js';
import { type AlertIdentity, applicationFacts, forwardedHeaders, idFacts, runFacts } from './shape/context-facts.js';
import { defined } from './shape/defined.js';
import { buildDetails, isDetails } from './shape/details.js';
import { Budget } from '../text/budget.js';
import { describeError } from './text/error-description.js';
import { errorText } from './text/error-text.js';
import type { Headline } from '../text/headline.js';
import { HeadlineWriter } from './headline.js';
import { validLabels } from './shape/labels.js';
import { linkLines, validLinks, type ValidLinks } from './shape/links.js';
import { NO_MESSAGE } from './shape/manual-alert.js';
import { OutgoingText } from './redaction/outgoing-text.js';
import { DEFAULT_PRIORITY, priorityOf } from '../text/priority.js';
import type { Redactor } from './redaction/redactor.js';
import { Resolver } from './shape/resolver.js';
import { validTags } from './shape/tags.js';
import { PAGED_TYPES, validResponders, VIEWER_TYPES } from './shape/responders.js';
import { textOf } from './text/text-of.js';
import { truncate } from '../text/text-cut.js';

/** Dependencies of {@link AlertComposer}. */
export interface AlertComposerOptions {
  readonly identity: AlertIdentity;
  readonly redactor: Redactor;
  /** Whether descriptions include stacks. */
  readonly includeStack: boolean;
  /** Names of the request headers to copy into details; case-insensitive. */
  readonly forwardHeaders: readonly string[];
  /** Returns additional details for every alert. If it throws, the alert is sent without them. */
  readonly enrich?: ((context: AlertContext) => Readonly<Record<string, DetailValue | null | undefined>>) | undefined;
  /** The key of the hashes in aliases; see {@link AliasBuilder}. */
  readonly aliasHashKey?: string | undefined;
  /** Fits an alias to the platform's limits. @defaultValue replaces the end of a long alias by a hash */
  readonly fitAlias?: ((alias: string) => string) | undefined;
  /** Monotonic milliseconds, used to detect slow getters. */
  readonly now?: (() => number) | undefined;
  /** Receives a warning when a function of the application fails, once per field. */
  readonly warn: (message: string) => void;
}

/** Who closes, acknowledges or comments on an alert, if it is not the service itself. */
export interface ActionAuthor {
  readonly source?: string | undefined;
  readonly user?: string | undefined;
}

/**
 * Composes alerts from incidents and `raise()` calls, for any platform. Every text is redacted, bounded, and free of control
 * characters and HTML. Never throws: an alert that lacks a field is better than no alert.
 */
export class AlertComposer {
  readonly #options: AlertComposerOptions;
  readonly #text: OutgoingText;
  readonly #aliases: AliasBuilder;
  readonly #headlines: HeadlineWriter;
  readonly #resolver: Resolver;

  constructor(options: AlertComposerOptions) {
    this.#options = options;
    this.#text = new OutgoingText(options.redactor);
    this.#aliases = new AliasBuilder(options.identity, this.#text, options.aliasHashKey, options.fitAlias);
    this.#headlines = new HeadlineWriter(this.#text, options.identity);
    this.#resolver = new Resolver((message) => options.warn(this.#text.line(message, 1_000)));
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
    const alias = this.#alias(subject, wished ?? NO_MESSAGE);
    const tags = validTags(subject, this.#resolver, this.#text, budget);
    const actions = validLabels(shape.actions, BOUNDS.actions, this.#text, budget);
    const responders = validResponders(shape.responders, PAGED_TYPES, BOUNDS.responders, budget);
    const visibleTo = validResponders(shape.visibleTo, VIEWER_TYPES, BOUNDS.visibleTo, budget);
    const links = validLinks(shape.links, context, this.#resolver, this.#text, budget);
    const repairs = [
      ...(subject.repairs ?? []),
      ...leftOut('tags', tags.leftOut),
      ...leftOut('actions', actions.leftOut),
      ...leftOut('responders', responders.leftOut),
      ...leftOut('visibleTo', visibleTo.leftOut),
      ...links.repairs,
    ];
    const description = this.#description(subject, links);
    return {
      message: message === '' ? NO_MESSAGE : message,
      alias,
      priority:
        subject.priority ?? this.#resolver.resolve('priority', shape.priority, context, priorityOf) ?? DEFAULT_PRIORITY,
      tags: tags.labels,
      entity: this.#line(shape.entity, BOUNDS.entity, budget) ?? this.#text.line(entityOf(context), BOUNDS.entity),
      source: this.#source(shape.source),
      details: this.#details(subject, links, repairs),
      ...defined({
        description,
        responders: unlessEmpty(responders.people),
        visibleTo: unlessEmpty(visibleTo.people),
        actions: unlessEmpty(actions.labels),
        user: this.#line(shape.user, BOUNDS.user, budget),
        note: this.#block(shape.note, BOUNDS.note, budget),
      }),
    };
  }

  /** The payload that closes or acknowledges an alert. */
  action(note?: string, author: ActionAuthor = {}): AlertActionPayload {
    const text = this.#block(note, BOUNDS.note, this.budget());
    return { ...this.#author(author), ...defined({ note: text }) };
  }

  /** The payload that adds a note to an alert. */
  note(note: string, author: ActionAuthor = {}): AlertActionPayload & { readonly note: string } {
    return { ...this.#author(author), note: this.#block(note, BOUNDS.note, this.budget()) ?? '(empty note)' };
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

  #alias({ context, shape, discriminator }: AlertSubject, message: string): string {
    const given = this.#resolver.resolve('alias', shape.alias, context, usableText);
    if (given !== undefined) return this.#aliases.given(given);
    if (context.kind !== 'manual') return this.#aliases.forRule(context.kind, context.operation, discriminator);
    if (discriminator === '') return this.#aliases.forMessage(message);
    return this.#aliases.forException(discriminator, usableText(shape.entity));
  }

  #details(
    { context, shape, facts, ids = {}, budget }: Budgeted,
    { links }: ValidLinks,
    repairs: readonly string[],
  ): Readonly<Record<string, string>> {
    const { identity } = this.#options;
    const accept = (details: unknown) => (isDetails(details) ? details : undefined);
    const enriched = this.#resolver.resolve('enrich', this.#options.enrich, context, accept);
    const given = this.#resolver.resolve('details', shape.details, context, accept);
    return buildDetails(
      {
        application: applicationFacts(identity),
        links,
        facts: [...Object.entries(facts), ...runFacts(context, budget)],
        ids: [...idFacts(identity, context), ...Object.entries(ids), ['repaired', repairs.join('; ')]],
        headers: forwardedHeaders(context, this.#options.forwardHeaders),
        added: [enriched, given],
      },
      this.#text,
      budget,
    );
  }

  #description({ context, shape, evidence, discriminator, budget }: Budgeted, links: ValidLinks): string | undefined {
    const wished = this.#resolver.resolve('description', shape.description, context, usableText);
    const paragraphs = [linkLines(links).join('\n'), ...(wished === undefined ? evidence : [wished])].filter(Boolean);
    // `throw undefined` is an error as well.
    if (context.error !== undefined || (context.kind === 'manual' && discriminator !== '')) {
      paragraphs.push(errorText(describeError(context.error, budget), this.#options.includeStack));
    }
    // Each on its own: an open quote at the end of one would change where a secret in the next begins.
    const safe = paragraphs.flatMap((paragraph) => this.#block(paragraph, BOUNDS.description, budget) ?? []);
    return safe.length === 0 ? undefined : truncate(safe.join('\n\n'), BOUNDS.description);
  }

  #author({ source, user }: ActionAuthor): { readonly source: string; readonly user: string } {
    const by = this.#source(source);
    return { source: by, user: this.#line(user, BOUNDS.user, this.budget()) ?? by };
  }

  #source(source: unknown): string {
    return (
      this.#line(source, BOUNDS.source, this.budget()) ?? this.#text.line(this.#options.identity.service, BOUNDS.source)
    );
  }

  #line(value: unknown, limit: number, budget: Budget): string | undefined {
    return this.#text.line(textOf(value, budget) ?? '', limit, budget) || undefined;
  }

  #block(value: unknown, limit: number, budget: Budget): string | undefined {
    return this.#text.block(textOf(value, budget) ?? '', limit, budget) || undefined;
  }
}

/** A subject with its processing budget. */
type Budgeted = AlertSubject & { readonly budget: Budget };

/** The whole service is what an alert without an operation is about. */
function entityOf({ operation, service }: AlertContext): string {
  return operation === '*' || operation === 'raise' ? service : operation;
}

function usableText(value: unknown): string | undefined {
  const text = typeof value === 'function' ? undefined : textOf(value);
  return text === undefined || text.trim() === '' ? undefined : text;
}

function leftOut(field: string, count: number): readonly string[] {
  return count === 0 ? [] : [`${count} of the ${field} left out: too many or invalid`];
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
