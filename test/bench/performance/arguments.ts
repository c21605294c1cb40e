import { parseArgs } from 'node:util';

import type { Section } from './section.js';
import { SECTIONS } from './sections.js';
import { COMPLETE, QUICK, type Settings } from './settings.js';

/** What to run. */
export interface Arguments {
  readonly sections: readonly Section[];
  readonly settings: Settings;
  readonly isQuick: boolean;
}

const NAMES = SECTIONS.map(({ name }) => name).join('|');

export const USAGE = `Usage: npm run bench -- [options]
  --only ${NAMES}
                 only this section; may be repeated
  --slices <n>   pairs of slices of 1 s for each comparison with a gate (default: ${COMPLETE.slices})
  --quick        tiny settings: shows that everything runs, and nothing else`;

/**
 * Reads the command line.
 *
 * @throws Error if it is invalid; the message says why
 */
export function readArguments(argv: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true },
      slices: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const { only, quick: isQuick } = values;
  const unknown = only?.find((wanted) => !SECTIONS.some(({ name }) => name === wanted));
  if (unknown !== undefined) throw new Error(`--only takes ${NAMES}, not ${unknown}.`);
  const profile = isQuick ? QUICK : COMPLETE;
  const slices = values.slices === undefined ? profile.slices : Number(values.slices);
  if (!(Number.isInteger(slices) && slices > 0)) throw new Error('--slices takes a number above 0.');
  return {
    sections: SECTIONS.filter(({ name }) => only === undefined || only.includes(name)),
    settings: { ...profile, slices },
    isQuick,
  };
}
