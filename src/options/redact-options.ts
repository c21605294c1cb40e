import { types } from 'node:util';

import { Check, listOf, text, type Complaint } from '../validation/checks.js';
import { show } from '../validation/problem.js';

/** What is hidden from alerts, on top of what always is. */
export interface RedactOptions {
  /** Names whose values are hidden: `['tenantSecret']`. Case and separators do not matter. */
  readonly keys?: readonly string[];
  /** Texts that are hidden wherever they stand. Keep them linear: they run over every text that leaves. */
  readonly patterns?: readonly RegExp[];
}

const pattern: Complaint = (value) =>
  types.isRegExp(value) ? undefined : `must be a regular expression; got ${show(value)}`;

/** The validation schema of {@link RedactOptions}. */
export class RedactOptionsSchema implements Record<keyof RedactOptions, unknown> {
  @Check(listOf(text)) keys: unknown;
  @Check(listOf(pattern)) patterns: unknown;
}
