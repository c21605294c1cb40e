import { answer } from '../processes/answer.js';
import { runOpenLoop } from './open-loop.js';

const answers = { runOpenLoop };

export type ClientAnswers = typeof answers;

answer(answers);
