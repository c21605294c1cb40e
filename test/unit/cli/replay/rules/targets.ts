import { onErrorRate } from '../../../../../src/index.js';

export default {
  rules: [onErrorRate(0.05, { target: 'payments' })],
  targets: { payments: { apiKey: process.env['NO_SUCH_KEY'] } },
};
