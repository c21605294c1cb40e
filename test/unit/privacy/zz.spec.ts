import fc from 'fast-check';
import { it } from 'vitest';
import { OutgoingText } from '../../../src/alerts/outgoing-text.js';
import { createRedactor } from '../../../src/alerts/redactor.js';
import { leakyText, planted } from './planted-secrets.js';
const text = new OutgoingText(createRedactor());
it('x', () => {
  let n = 0; const t0 = performance.now();
  const all = fc.sample(leakyText, { numRuns: 20000 });
  for (const { text: leaky } of all) { const out = text.block(leaky, 15000); if (planted(out).length && n++ < 60) console.log('LEAK', JSON.stringify(leaky), '=>', JSON.stringify(out)); }
  console.log('LEAKS', n, 'of', all.length, performance.now() - t0);
}, 100000);
