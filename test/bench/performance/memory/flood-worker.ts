import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { setImmediate as turnOfTheEventLoop } from 'node:timers/promises';

import { OpsgenieModule } from '../../../../src/index.js';
import { optionsFor, threeRules } from '../applications/module-options.js';
import { answer } from '../processes/answer.js';
import { FLOODS, type FloodName } from './floods.js';
import { collectGarbage, heapUsed } from './heap.js';

/** The growth of the heap, in bytes. */
export interface HeapGrowth {
  /** Garbage included. */
  readonly beforeCollection: number;
  readonly afterCollection: number;
  readonly seconds: number;
}

/** After this many, the event loop gets a turn for the delivery, as between the requests of an application. */
const AT_ONCE = 100;

class FloodModule {}

const answers = {
  /** Floods an application, and measures the remaining heap. */
  async flood(name: FloodName, count: number, platform: string): Promise<HeapGrowth> {
    const root = { module: FloodModule, imports: [OpsgenieModule.forRoot(optionsFor(platform, threeRules()))] };
    const application = await NestFactory.createApplicationContext(root, { logger: false });
    const flood = FLOODS[name](application);
    collectGarbage();
    const before = heapUsed();
    const startedAt = performance.now();
    for (let index = 0; index < count; index++) {
      flood(index);
      if (index % AT_ONCE === 0) await turnOfTheEventLoop();
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    await turnOfTheEventLoop();
    const beforeCollection = heapUsed() - before;
    collectGarbage();
    return { beforeCollection, afterCollection: heapUsed() - before, seconds };
  },
};

export type FloodAnswers = typeof answers;

answer(answers);
