import { resolve } from 'node:path';

import { FileJournal } from '../journal/file/file-journal.js';
import type { Journal } from '../journal/journal.js';
import { NoJournal } from '../journal/no-journal.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';

/** Makes the journal that the options name. */
export type JournalChoice = (options: ResolvedOptions, parts: { readonly clock: Clock; readonly log: Log }) => Journal;

/** The one place that knows which journals there are. A dry run sends nothing, so it must not take over messages of another process. */
export const journalOf: JournalChoice = (
  { delivery: { journal, maxBytes }, dryRun, enabled, environment, service },
  { clock, log },
) => {
  if (journal === undefined || !enabled || dryRun) return new NoJournal();
  return new FileJournal({ directory: resolve(journal.directory), service, environment, clock, log, maxBytes });
};
