import { expect, it } from 'vitest';

import { Traffic } from '../../../../src/cli/replay/playing/traffic.js';

it('lasts from the earliest to the latest request, whatever their order', () => {
  const traffic = new Traffic();
  for (const wall of [5_000, 2_000, 9_000, 3_000]) traffic.add(wall, false);

  expect(traffic.span).toEqual({ from: 2_000, to: 9_000 });
});

it('has no span without requests', () => {
  expect(new Traffic().span).toBeUndefined();
});
