import {
  BadRequestException,
  Controller,
  Get,
  Injectable,
  Module,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { describe, expect, it } from 'vitest';

import { onStatus } from '../../src/index.js';
import { VirtualClock } from '../../src/testing/index.js';
import { adapters, start, type Blueprint, type RunningApplication } from './application.js';

type Mode = 'fails' | 'is refused' | 'answers 400';

/** The guards of every request of a test. */
let mode: Mode = 'fails';

@Injectable()
class RefusingGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http' && mode === 'is refused') throw new BadRequestException('no tenant');
    return true;
  }
}

function find(): object {
  if (mode === 'fails') throw new Error('no connection');
  throw new BadRequestException('no such order');
}

@Controller('plain')
class PlainController {
  @Get()
  find() {
    return find();
  }
}

@Controller('guarded')
@UseGuards(RefusingGuard)
class GuardedController {
  @Get()
  find() {
    return find();
  }
}

@Controller('method')
class GuardedMethodController {
  @Get()
  @UseGuards(RefusingGuard)
  find() {
    return find();
  }
}

@Module({ providers: [{ provide: APP_GUARD, useClass: RefusingGuard }] })
class GuardModule {}

const guards: readonly [string, string, Blueprint][] = [
  ['of its method', '/method', { controllers: [GuardedMethodController] }],
  ['of its class', '/guarded', { controllers: [GuardedController] }],
  ['of the application', '/plain', { controllers: [PlainController], imports: [GuardModule] }],
  [
    'from main.ts',
    '/plain',
    { controllers: [PlainController], main: (app) => app.useGlobalGuards(new RefusingGuard()) },
  ],
];

async function ask(application: RunningApplication, path: string, now: Mode): Promise<number[]> {
  mode = now;
  const statuses: number[] = [];
  for (let sent = 0; sent < 4; sent++) statuses.push((await application.request(`GET ${path}`)).status);
  await application.responsesClosed();
  return statuses;
}

describe.each(adapters)('a handler that failed, on $name', (adapter) => {
  it.each(guards)(
    'has not recovered while a guard refuses, but when it answers: a guard %s',
    async (_guard, path, blueprint) => {
      const rules = [onStatus('5XX', { keepFiringFor: '1m', within: '1m' })];
      const clock = new VirtualClock();
      const application = await start(adapter, { ...blueprint, clock, opsgenie: { rules } });

      expect(await ask(application, path, 'fails')).toEqual([500, 500, 500, 500]);
      expect(await ask(application, path, 'is refused')).toEqual([400, 400, 400, 400]);
      clock.advance('4m');
      expect(application.opsgenie.active()).toHaveLength(1);

      expect(await ask(application, path, 'answers 400')).toEqual([400, 400, 400, 400]);
      clock.advance('4m');
      await application.sandbox.waitForAlert({ status: 'closed' });
    },
  );
});
