import { byId } from './dom.js';

/** Says what changed, for those who do not see it. */
export function announce(changes) {
  const sentences = changes.flatMap(({ alert, before }) => {
    if (before === undefined) return [`New ${alert.priority} alert: ${alert.message}`];
    if (before.status === 'open' && alert.status === 'closed') return [`Closed: ${alert.message}`];
    return [];
  });
  if (sentences.length === 0) return;
  byId('announcer').textContent = sentences.length > 3 ? `${sentences.length} alerts changed` : sentences.join('. ');
}
