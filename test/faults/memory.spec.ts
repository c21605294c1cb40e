import { describe, expect, it } from 'vitest';

import { Child } from './child.js';

/** Nothing listens there: all that is accepted waits. */
const UNREACHABLE = 'http://127.0.0.1:9';

interface Measurement {
  readonly what: string;
  /** MiB by which the memory in use has grown since the start. */
  readonly grown: number;
}

describe('errors that 8 MiB hang on', () => {
  it('leave nothing but their text behind, in 90 incidents and 60 receipts', async () => {
    const child = new Child('remembering', { baseUrl: UNREACHABLE }, { node: ['--expose-gc'] });
    const { code, output, errors } = await child.end();
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const measured = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Measurement);
    expect(measured.map(({ what }) => what)).toEqual(['routes', 'tasks', '30 receipts', '30 muted receipts']);
    // Each step would hold 240 MiB. The last error of the process may still be on a stack or a socket, and what runs first is compiled.
    for (const { what, grown } of measured) expect(grown, what).toBeLessThan(48);
  });
});
