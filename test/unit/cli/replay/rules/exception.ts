import { onException } from '../../../../../src/index.js';

export default [onException()];
