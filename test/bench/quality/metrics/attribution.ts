import type { Page } from '../judge/timeline.js';
import { MINUTE } from '../simulation/spans.js';
import { isMustNot, type LabelledEpisode } from '../truth/labels.js';

/** A page this long after an episode's end still belongs to it: windows look back. */
const GRACE_MS = 5 * MINUTE;

/** The pages of each episode, and those of none. */
export interface Attribution {
  readonly byEpisode: ReadonlyMap<LabelledEpisode, readonly Page[]>;
  /** Opened while neither labeling allowed a page. */
  readonly falsePages: readonly Page[];
}

/** Gives each page to the episode during which, or shortly after which, it was opened. */
export function attribute(pages: readonly Page[], episodes: readonly LabelledEpisode[]): Attribution {
  const pageable = episodes.filter((episode) => !isMustNot(episode));
  const byEpisode = new Map(pageable.map((episode) => [episode, new Array<Page>()]));
  const falsePages: Page[] = [];
  for (const page of pages) {
    const owner = pageable.find(
      ({ episode }) => episode.from <= page.openedAt && page.openedAt <= episode.to + GRACE_MS,
    );
    const pagesOfOwner = owner === undefined ? falsePages : byEpisode.get(owner);
    pagesOfOwner?.push(page);
  }
  return { byEpisode, falsePages };
}
