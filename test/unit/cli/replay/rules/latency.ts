import { onLatency } from '../../../../../src/index.js';

export default [onLatency('2s', { count: 5 })];
