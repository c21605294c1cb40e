import { onErrorRate } from '../../../../src/index.js';
import type { OpsgeniePipeline } from '../../../../src/pipeline/pipeline.js';
import { answer } from '../processes/answer.js';
import { startMember, type MemberOptions } from './member.js';

const RUN_EVERY = 50;
const OPERATION = 'GET /orders';

let pipeline: OpsgeniePipeline | undefined;

const answers = {
  /** Starts a process whose every run fails. @returns its process id */
  start(options: Omit<MemberOptions, 'rules'>): number {
    const member = startMember({ ...options, rules: [onErrorRate(0.01, { window: '10s', minBad: 5 })] });
    pipeline = member;
    const monitor = member.incidents.monitor(member.rules.rulesWithoutHandler, OPERATION);
    const http = { status: 500, aborted: false, unrouted: false };
    setInterval(() => {
      const errors = [new Error('the database is gone')];
      const now = Math.floor(performance.now());
      monitor.record({ kind: 'http', operation: OPERATION, durationMs: 5, errors, handled: false, http }, now);
    }, RUN_EVERY);
    return process.pid;
  },

  /** How many processes it takes for alive, and for how many incidents it speaks. */
  read(): { readonly instances: number; readonly leases: number } {
    const { instances = 0, leases = 0 } = pipeline?.fleet ?? {};
    return { instances, leases };
  },
};

export type TakeoverAnswers = typeof answers;

answer(answers);
