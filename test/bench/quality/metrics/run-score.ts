import type { Page, Timeline } from '../judge/timeline.js';
import { HOUR, MINUTE, SECOND } from '../simulation/spans.js';
import type { Symptom } from '../traces/episode.js';
import { isMust, LABELINGS, type LabelledEpisode, type Labeling } from '../truth/labels.js';
import { attribute } from './attribution.js';
import { uncovered } from './coverage.js';

/** How one contender did in one run. Times in the unit of their name. */
export interface RunScore {
  readonly days: number;
  /** Incidents that must page, by labeling. */
  readonly must: Readonly<Record<Labeling, number>>;
  /** Those without a page. */
  readonly missed: Readonly<Record<Labeling, number>>;
  /** Missed because an alert of the same alias was already open. */
  readonly masked: number;
  readonly pages: number;
  readonly falsePages: number;
  /** Pages within incidents that must page by either labeling, and how many of those incidents were found. */
  readonly incidentPages: number;
  readonly found: number;
  readonly detectionSeconds: readonly number[];
  /** The same for incidents that fail at least half of all requests. */
  readonly outageDetectionSeconds: readonly number[];
  /** Hours for which alerts stayed open after their episode, or without one, all alerts added up. */
  readonly staleHours: number;
  /** For each incident that was found: minutes after its end until its last alert was closed. */
  readonly staleMinutes: readonly number[];
  /** For each incident that was found: minutes from its first page to its end in which no alert was open. */
  readonly blindMinutes: readonly number[];
  /** Alerts that were closed during their incident. */
  readonly prematureCloses: number;
  readonly calls: number;
  /** Most calls within any minute. */
  readonly peakCalls: number;
  readonly aliases: number;
  readonly lost: number;
  /** From raising to opening, by page. */
  readonly deliverySeconds: readonly number[];
}

const OUTAGE_SHARE = 0.5;

/** Measures a timeline against the truth. @param length the length of the run in milliseconds */
export function scoreRun(
  timeline: Timeline,
  episodes: readonly LabelledEpisode[],
  watches: readonly Symptom[],
  length: number,
): RunScore {
  const { byEpisode, falsePages } = attribute(timeline.pages, episodes);
  const incidents = episodes.filter((episode) => isMust(episode) && watches.includes(episode.episode.symptom));
  const pagesOf = (incident: LabelledEpisode): readonly Page[] => byEpisode.get(incident) ?? [];
  const found = incidents.filter((incident) => pagesOf(incident).length > 0);
  const missed = incidents.filter((incident) => pagesOf(incident).length === 0);
  const endOf = (page: Page): number => page.closed?.at ?? length;
  const stale = (page: Page, end: number): number => Math.max(0, endOf(page) - Math.max(end, page.openedAt));
  const staleInEpisodes = [...byEpisode].flatMap(([{ episode }, pages]) =>
    pages.map((page) => stale(page, episode.to)),
  );
  const staleFalse = falsePages.map((page) => stale(page, 0));
  const delayOf = (incident: LabelledEpisode): number =>
    ((pagesOf(incident)[0]?.openedAt ?? length) - incident.episode.from) / SECOND;
  return {
    days: length / (24 * HOUR),
    must: countByLabeling(incidents),
    missed: countByLabeling(missed),
    masked: missed.filter(({ episode }) => timeline.repeats.some((at) => episode.from <= at && at <= episode.to))
      .length,
    pages: timeline.pages.length,
    falsePages: falsePages.length,
    incidentPages: found.reduce((total, incident) => total + pagesOf(incident).length, 0),
    found: found.length,
    detectionSeconds: found.map(delayOf),
    outageDetectionSeconds: found
      .filter(({ burden, episode }) => episode.symptom === 'errors' && burden.share >= OUTAGE_SHARE)
      .map(delayOf),
    staleHours: [...staleInEpisodes, ...staleFalse].reduce((total, value) => total + value, 0) / HOUR,
    staleMinutes: found.map(
      (incident) =>
        pagesOf(incident).reduce((longest, page) => Math.max(longest, endOf(page) - incident.episode.to), 0) / MINUTE,
    ),
    blindMinutes: found.map(({ episode }) => uncovered(timeline.pages, episode, length) / MINUTE),
    prematureCloses: found.reduce(
      (total, incident) => total + countPremature(pagesOf(incident), incident.episode.to),
      0,
    ),
    calls: timeline.calls.length,
    peakCalls: peakWithin(timeline.calls, MINUTE),
    aliases: new Set(timeline.pages.map(({ alias }) => alias)).size,
    lost: timeline.lost.length,
    deliverySeconds: timeline.pages.map(({ raisedAt, openedAt }) => (openedAt - raisedAt) / SECOND),
  };
}

function countByLabeling(incidents: readonly LabelledEpisode[]): Record<Labeling, number> {
  const count = (labeling: Labeling): number => incidents.filter(({ labels }) => labels[labeling] === 'must').length;
  const [budget, latent] = LABELINGS;
  return { budget: count(budget), latent: count(latent) };
}

function countPremature(pages: readonly Page[], end: number): number {
  return pages.filter(({ closed }) => closed !== undefined && closed.at < end).length;
}

/** The most times within any span. @param times ascending */
export function peakWithin(times: readonly number[], span: number): number {
  let peak = 0;
  let first = 0;
  times.forEach((time, index) => {
    while (time - (times[first] ?? time) >= span) first++;
    peak = Math.max(peak, index - first + 1);
  });
  return peak;
}
