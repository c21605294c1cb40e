import { expect, it } from 'vitest';

import { exceptions } from './scenes/exceptions.js';
import { latencies } from './scenes/latencies.js';
import { life } from './scenes/life.js';
import { manual } from './scenes/manual.js';
import { many } from './scenes/many.js';
import { processes } from './scenes/processes.js';
import { ratios } from './scenes/ratios.js';
import { runs } from './scenes/runs.js';
import { statuses } from './scenes/statuses.js';
import { describeScene } from './page.js';
import type { Family } from './scene.js';

const FAMILIES: readonly Family[] = [exceptions, statuses, latencies, ratios, runs, manual, many, life, processes];

const INTRODUCTION = `# What every alert looks like

Written by \`npm run gallery\`: each scene provokes an alert on a virtual clock that starts at 03:00 UTC, and this page shows what reached the platform. A test compares the two, so a change of a text is a change of this page. Aliases are stable: they must not change.`;

it('looks as the page says', async () => {
  const page = [INTRODUCTION];
  for (const { title, scenes } of FAMILIES) {
    page.push(`## ${title}`);
    for (const scene of scenes) page.push(describeScene(scene, await scene.play()));
  }
  await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('GALLERY.md');
});
