import type { Section } from '../section.js';
import { measureCrowds } from './crowds.js';
import { measureRequests } from './requests.js';
import { measureSyncs } from './syncs.js';
import { measureTakeovers } from './takeovers.js';
import { hasServer } from './with-redis.js';

const PARTS = [
  {
    title: 'Redis, by `INFO`, for simulated fleets in which each process counts all series in each interval of 2 s',
    measure: measureCrowds,
  },
  { title: 'One sync in a process, judging included', measure: measureSyncs },
  {
    title: 'Requests to a process of a fleet against the same without one, in turns of 1 s under full load',
    measure: measureRequests,
  },
  { title: 'Takeover', measure: measureTakeovers },
];

/** What a fleet costs Redis, its processes and their requests. */
export const fleetSection: Section = {
  name: 'fleet',
  title: 'A fleet',
  run: async (bench) => {
    if (!hasServer()) return { text: '**Skipped**: redis-server is not installed.', gates: [] };
    const reports = [];
    for (const { measure, title } of PARTS) reports.push({ title, ...(await measure(bench)) });
    return {
      text: reports.map(({ text, title }) => `### ${title}\n\n${text}`).join('\n\n'),
      gates: reports.flatMap(({ gates }) => gates),
    };
  },
};
