import type { Incident } from '../incidents/incident.js';
import { withPlaceholders } from '../text/placeholders.js';

/** What most of several incidents have in common. */
export interface CommonCause {
  /** `Error`, `503`. Text of the application, not redacted yet. */
  readonly failure: string;
  /** The message of one of them, where they are alike but for ids and numbers; empty if there is none. Not redacted yet. */
  readonly message: string;
  /** How many have it. */
  readonly count: number;
}

/** The most frequent of the main causes of incidents: with its message where one is that common, otherwise by kind. @returns `undefined` where fewer than half share one */
export function commonCause(incidents: readonly Incident[]): CommonCause | undefined {
  const causes = incidents.map(mainCause);
  const byMessage = mostFrequent(causes, ({ failure, message }) => `${failure}\n${withPlaceholders(message)}`);
  const byKind = mostFrequent(causes, ({ failure }) => failure);
  const best =
    byMessage !== undefined && byMessage.count === byKind?.count ? byMessage : byKind && { ...byKind, message: '' };
  return best === undefined || best.failure === '' || 2 * best.count < incidents.length ? undefined : best;
}

type MainCause = Omit<CommonCause, 'count'>;

function mainCause({ causes: [cause] }: Incident): MainCause {
  if (cause === undefined) return { failure: '', message: '' };
  const { what, status, message } = cause;
  return { failure: what === '' && status !== undefined ? String(status) : what, message };
}

function mostFrequent(causes: readonly MainCause[], keyOf: (cause: MainCause) => string): CommonCause | undefined {
  const counts = new Map<string, CommonCause>();
  for (const cause of causes) {
    const key = keyOf(cause);
    const { count, ...first } = counts.get(key) ?? { ...cause, count: 0 };
    counts.set(key, { ...first, count: count + 1 });
  }
  return [...counts.values()].toSorted((one, other) => other.count - one.count)[0];
}
