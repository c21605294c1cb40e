import { resolve } from 'node:path';

import { openRedisJournal } from '../fleet/redis/open-store.js';
import { CombinedJournal } from '../journal/combined-journal.js';
import { FileJournal } from '../journal/file/file-journal.js';
import type { Journal } from '../journal/journal.js';
import { NoJournal } from '../journal/no-journal.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';

/** Makes the journal that the options name. */
export type JournalChoice = (options: ResolvedOptions, parts: { readonly clock: Clock; readonly log: Log }) => Journal;

/** The one place that knows which journals there are. A dry run sends nothing, so it must not take over messages of another process. */
export const journalOf: JournalChoice = (options, { clock, log }) => {
  const { delivery, dryRun, enabled, environment, fleet, service, version } = options;
  if (!enabled || dryRun) return new NoJournal();
  const { journal, maxBytes } = delivery;
  const local =
    journal === undefined
      ? undefined
      : new FileJournal({ directory: resolve(journal.directory), service, environment, clock, log, maxBytes });
  if (fleet?.journal !== true) return local ?? new NoJournal();
  const shared = openRedisJournal({ fleet, service, environment, version, clock, log });
  return local === undefined ? shared : new CombinedJournal(local, shared);
};
