import { answer } from '../processes/answer.js';
import { runClosedLoop } from './closed-loop.js';

const answers = { runClosedLoop };

export type StormAnswers = typeof answers;

answer(answers);
