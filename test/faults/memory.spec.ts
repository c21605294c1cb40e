import { describe, expect, it } from 'vitest';

import { Child } from './child.js';

/** Nothing listens there, so all accepted messages wait. */
const UNREACHABLE = 'http://127.0.0.1:9';

interface Measurement {
  readonly what: string;
  /** MiB by which the memory in use has grown since the start. */
  readonly grown: number;
}

describe('errors that retain 8 MiB each', () => {
  it('are released except for their text, in 90 incidents and 60 receipts', async () => {
    const child = new Child('remembering', { baseUrl: UNREACHABLE }, { node: ['--expose-gc'] });
    const { code, output, errors } = await child.end();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const measured = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Measurement);
    expect(measured.map(({ what }) => what)).toEqual(['routes', 'tasks', '30 receipts', '30 muted receipts']);
    // Each step would retain 240 MiB. The last error may still be referenced by a stack or a socket, and the first run includes compilation.
    for (const { what, grown } of measured) expect(grown, what).toBeLessThan(48);
  });
});
