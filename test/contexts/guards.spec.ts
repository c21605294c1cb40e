import {
  Controller,
  ForbiddenException,
  Get,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';
import { expect, it, vi } from 'vitest';

import { AlertOnException, SkipAlerts } from '../../src/index.js';
import { answersOf, COUNTING, failuresOf, startHybrid, startMicroservice, timedRunsOf } from './microservice.js';

@Injectable()
class Throwing implements CanActivate {
  canActivate(_context: ExecutionContext): boolean | Promise<boolean> | Observable<boolean> {
    throw new Error('the session store is down');
  }
}

@Injectable()
class Rejecting extends Throwing {
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    return super.canActivate(context) as boolean;
  }
}

@Injectable()
class Streaming implements CanActivate {
  canActivate(): Observable<boolean> {
    return throwError(() => new Error('the session store is down'));
  }
}

@Injectable()
class Refusing implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

@Injectable()
class Forbidding implements CanActivate {
  canActivate(): boolean {
    throw new ForbiddenException();
  }
}

@Controller()
class Orders {
  @UseGuards(Throwing)
  @MessagePattern('throws')
  throws(): void {}

  @UseGuards(Throwing)
  @SkipAlerts()
  @MessagePattern('skipped')
  skipped(): void {}

  @UseGuards(Rejecting)
  @MessagePattern('rejects')
  rejects(): void {}

  @UseGuards(Streaming)
  @MessagePattern('streams')
  streams(): void {}

  @UseGuards(Refusing)
  @MessagePattern('refuses')
  refuses(): void {}

  @UseGuards(Forbidding)
  @MessagePattern('forbids')
  forbids(): void {}

  @UseGuards(Forbidding)
  @AlertOnException(ForbiddenException)
  @MessagePattern('forbids with a rule')
  forbidsWithRule(): void {}

  @UseGuards(Forbidding)
  @EventPattern('forbids events')
  forbidsEvents(_data: unknown): void {}

  @UseGuards({
    canActivate: () => {
      throw new Error('an object');
    },
  })
  @MessagePattern('object')
  object(): void {}
}

const PATTERNS = ['throws', 'skipped', 'rejects', 'streams', 'refuses', 'forbids', 'forbids with a rule', 'object'];

it('counts what a guard throws as a failure of the handler behind it', async () => {
  const answers: unknown[] = [];
  for (const opsgenie of [COUNTING, 'absent'] as const) {
    const started = await startMicroservice({ controllers: [Orders], opsgenie });
    for (const pattern of PATTERNS) answers.push(await answersOf(started.client.send(pattern, {})));
    await answersOf(started.client.emit('forbids events', {}));
    if (opsgenie === 'absent') continue;

    await vi.waitFor(() =>
      expect(failuresOf(started)).toEqual({
        'rpc:throws': 1,
        'rpc:rejects': 1,
        'rpc:streams': 1,
        'rpc:forbids with a rule': 1,
        'event:forbids events': 1,
      }),
    );
    expect(timedRunsOf(started)).toEqual({});
    expect(await started.aliases()).toContain('exception:rpc:throws:Error');
  }
  expect(answers.slice(0, PATTERNS.length)).toEqual(answers.slice(PATTERNS.length));
});

it('counts what a global guard throws', async () => {
  @Controller()
  class Prices {
    @MessagePattern('load')
    load(): void {}
  }
  const started = await startMicroservice({
    controllers: [Prices],
    providers: [{ provide: APP_GUARD, useClass: Throwing }],
  });

  await answersOf(started.client.send('load', {}));

  expect(failuresOf(started)).toEqual({ 'rpc:load': 1 });
});

it('counts what a guard throws over HTTP once, as a failure of the request', async () => {
  @Controller()
  class Prices {
    @UseGuards(Throwing)
    @Get('load')
    load(): void {}

    @MessagePattern('other')
    other(): void {}
  }
  const started = await startHybrid({ controllers: [Prices] }, true);

  await fetch(`${await started.app.getUrl()}/load`);

  await vi.waitFor(() => expect(failuresOf(started)).toEqual({ 'GET /load': 1 }));
});

it('also counts a guard with alert decorators of its own as a method', async () => {
  @Injectable()
  class Checked implements CanActivate {
    @AlertOnException()
    canActivate(): boolean {
      throw new Error('the session store is down');
    }
  }
  @Controller()
  class Prices {
    @UseGuards(Checked)
    @MessagePattern('load')
    load(): void {}
  }
  const started = await startMicroservice({ controllers: [Prices] });

  await answersOf(started.client.send('load', {}));

  expect(failuresOf(started)).toEqual({ 'rpc:load': 1, 'method:Checked.canActivate': 1 });
});
