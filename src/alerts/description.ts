import { truncate } from '../text/text-cut.js';
import type { BudgetedSubject } from './alert-subject.js';
import { BOUNDS } from './bounds.js';
import { linkLines, type ValidLinks } from './shape/links.js';
import type { Resolver } from './shape/resolver.js';
import { usableText, type TextFields } from './shape/text-fields.js';
import { describeError } from './text/error-description.js';
import { errorText } from './text/error-text.js';

/** What the descriptions of all alerts need. */
export interface DescriptionParts {
  readonly fields: TextFields;
  readonly resolver: Resolver;
  /** Whether the stack of an error is shown. */
  readonly includeStack: boolean;
}

/** The description of an alert: links, the evidence or the application's own words, and the error. */
export function alertDescription(
  { context, shape, evidence, discriminator, budget }: BudgetedSubject,
  links: ValidLinks,
  { fields, resolver, includeStack }: DescriptionParts,
): string | undefined {
  const wished = resolver.resolve('description', shape.description, context, usableText);
  const paragraphs = [linkLines(links).join('\n'), ...(wished === undefined ? evidence : [wished])].filter(Boolean);
  // `throw undefined` is an error as well.
  if (context.error !== undefined || (context.kind === 'manual' && discriminator !== '')) {
    paragraphs.push(errorText(describeError(context.error, budget), includeStack));
  }
  // Each on its own: an open quote at the end of one would change where a secret in the next begins.
  const safe = paragraphs.flatMap((paragraph) => fields.block(paragraph, BOUNDS.description, budget) ?? []);
  return safe.length === 0 ? undefined : truncate(safe.join('\n\n'), BOUNDS.description);
}
