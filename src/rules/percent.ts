import { show } from '../validation/problem.js';

/** Says a share in percent: `1%` for 0.01, `99.95%` for 0.9995. Six digits hide what binary fractions add. */
export function percent(share: unknown): string {
  return typeof share === 'number' ? `${Number((share * 100).toPrecision(6))}%` : show(share);
}
