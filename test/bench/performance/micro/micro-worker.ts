import 'reflect-metadata';

import { collectGarbage, heapUsed } from '../memory/heap.js';
import { answer } from '../processes/answer.js';
import { spreadOf, type Spread } from '../statistics.js';
import { OPERATIONS, type Operation, type OperationName } from './operations.js';

/** The cost of one operation. */
export interface OperationCost {
  readonly nanoseconds: Spread;
  readonly bytes: Spread;
}

const BATCHES = 20;
/** Few enough that nothing is collected between two heap readings; the young generation of the worker is large enough. */
const ALLOCATION_BATCH = 10_000;

const answers = {
  /** Measures an operation after it has run as often as a warm-up. */
  measure(name: OperationName, count: number): OperationCost {
    const operation = OPERATIONS[name]();
    repeat(operation, count);
    const batch = Math.ceil(count / BATCHES);
    const nanoseconds = Array.from({ length: BATCHES }, () => (timeOf(operation, batch) * 1_000_000) / batch);
    const looks = Math.ceil(count / ALLOCATION_BATCH);
    const bytes = Array.from({ length: looks }, () => allocationOf(operation) / ALLOCATION_BATCH);
    return { nanoseconds: spreadOf(nanoseconds), bytes: spreadOf(bytes) };
  },
};

export type MicroAnswers = typeof answers;

function timeOf(operation: Operation, count: number): number {
  const startedAt = performance.now();
  repeat(operation, count);
  return performance.now() - startedAt;
}

function allocationOf(operation: Operation): number {
  collectGarbage();
  const before = heapUsed();
  repeat(operation, ALLOCATION_BATCH);
  return heapUsed() - before;
}

function repeat(operation: Operation, count: number): void {
  for (let index = 0; index < count; index++) operation();
}

answer(answers);
