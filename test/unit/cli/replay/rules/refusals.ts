import { onStatus } from '../../../../../src/index.js';

export default [onStatus('4XX', { count: 20 })];
