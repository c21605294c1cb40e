import { onStatus } from '../../../../../src/index.js';

export default [onStatus('5XX')];
