import { AlertOnErrorRate } from '../../../../src/index.js';
import type { OpsgeniePipeline } from '../../../../src/pipeline/pipeline.js';
import { answer } from '../processes/answer.js';
import { startMember, type MemberOptions } from './member.js';

/** Each of its rules counts every run of an operation, so one operation makes five series. */
class Operations {
  @AlertOnErrorRate(0.01, { name: 'first' })
  @AlertOnErrorRate(0.02, { name: 'second' })
  @AlertOnErrorRate(0.03, { name: 'third' })
  @AlertOnErrorRate(0.04, { name: 'fourth' })
  @AlertOnErrorRate(0.05, { name: 'fifth' })
  run(): void {}
}
const SYNC_EVERY = 2_000;

let pipeline: OpsgeniePipeline | undefined;

const answers = {
  /** Starts a process that counts a good run of each operation between two syncs, with a fleet or without. */
  start(options: Omit<MemberOptions, 'rules'>, series: number): void {
    const member = startMember({ ...options, rules: [] });
    pipeline = member;
    const { run } = Operations.prototype;
    const rules = member.rules.rulesFor(Operations, run);
    const monitors = Array.from({ length: series / rules.length }, (_, index) => {
      const operation = `GET /operations/${index}`;
      return { operation, monitor: member.incidents.monitor(rules, operation) };
    });
    const http = { status: 200, aborted: false, unrouted: false };
    setInterval(() => {
      const now = Math.floor(performance.now());
      for (const { monitor, operation } of monitors)
        monitor.record({ kind: 'http', operation, durationMs: 5, errors: [], handled: false, http }, now);
    }, SYNC_EVERY / options.speed);
  },

  /** The CPU time so far in microseconds, and how much the fleet did meanwhile. */
  read(): { readonly cpu: number; readonly syncs: number; readonly series: number } {
    const { user, system } = process.cpuUsage();
    const { series = 0, syncs = 0 } = pipeline?.fleet ?? {};
    return { cpu: user + system, syncs, series };
  },
};

export type SyncAnswers = typeof answers;

answer(answers);
