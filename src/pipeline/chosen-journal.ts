import { resolve } from 'node:path';

import { FileJournal } from '../journal/file/file-journal.js';
import type { Journal } from '../journal/journal.js';
import { NoJournal } from '../journal/no-journal.js';
import type { ResolvedOptions } from '../opsgenie.options.js';
import type { Log } from '../text/log.js';
import type { Clock } from '../time/clock.js';

/**
 * The one place that knows which journals there are: it makes the one that the options name. A dry run sends nothing, and must not
 * take over what another process is to send.
 */
export function journalOf(
  { delivery: { journal, maxBytes }, dryRun, enabled, environment, service }: ResolvedOptions,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Journal {
  if (journal === undefined || !enabled || dryRun) return new NoJournal();
  return new FileJournal({ directory: resolve(journal.directory), service, environment, clock, log, maxBytes });
}
