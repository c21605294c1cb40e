import { onErrorRate } from '../../../../../src/index.js';

export default {
  apiKey: 'not used',
  service: 'shop',
  rules: [onErrorRate(0.05)],
  defaults: { priority: 'P1', tags: ['x'] },
};
