import { table } from '../../quality/report/markdown.js';
import type { Gate } from '../section.js';

/** Each target with its measurement. */
export function gatesTable(gates: readonly Gate[]): string {
  return table<Gate>(
    [
      ['aim', ({ aim }) => aim],
      ['measured', ({ measured }) => measured],
      ['verdict', ({ isMet }) => (isMet ? 'met' : '**missed**')],
    ],
    gates,
  );
}
