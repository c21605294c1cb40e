import { fileURLToPath } from 'node:url';

import { credentials, loadPackageDefinition, type Client, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { BadRequestException, Controller, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  GrpcMethod,
  GrpcStreamCall,
  GrpcStreamMethod,
  RpcException,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { concat, finalize, interval, map, mergeMap, of, throwError, type Observable } from 'rxjs';
import { expect, it, onTestFinished, vi } from 'vitest';

import { start, type ObservedApp, type Parts } from './application.js';
import { freePort } from './free-port.js';
import { COUNTING, failuresOf, timedRunsOf, turn } from './microservice.js';

const PROTO = fileURLToPath(new URL('orders.proto', import.meta.url));

interface Question {
  readonly how: string;
}

interface Order {
  readonly id: number;
}

/** A call of gRPC whose answer is a stream. */
interface Call {
  on(event: 'data' | 'error' | 'end', listener: (value: never) => void): Call;
  write(question: Question): void;
  end(): void;
  cancel(): void;
}

interface OrdersClient extends Client {
  find(question: Question, done: (error: ServiceError | null, order?: Order) => void): void;
  slow(question: Question, options: { deadline: number }, done: (error: ServiceError | null) => void): void;
  list(question: Question): Call;
  import(): Call;
  pass(): Call;
}

let streamsLeft = 0;
let endSlow: (() => void) | undefined;

class Refusing {
  canActivate(): boolean {
    return false;
  }
}

@Controller()
class Orders {
  @GrpcMethod('Orders', 'Find')
  async find({ how }: Question): Promise<Order> {
    await turn();
    if (how === 'plain') throw new Error('broken');
    if (how === 'http') throw new BadRequestException();
    if (how !== '') throw new RpcException({ code: Number(how), message: 'a code' });
    return { id: 1 };
  }

  @GrpcMethod('Orders', 'Slow')
  async slow(): Promise<Order> {
    await new Promise<void>((resolve) => {
      endSlow = resolve;
    });
    return { id: 1 };
  }

  @GrpcMethod('Orders', 'List')
  list({ how }: Question): Observable<Order> {
    if (how === 'endless')
      return interval(1).pipe(
        map((id) => ({ id })),
        finalize(() => (streamsLeft += 1)),
      );
    const orders = of({ id: 1 }, { id: 2 });
    return how === 'breaks'
      ? concat(
          orders,
          throwError(() => new Error('broken')),
        )
      : orders;
  }

  @GrpcStreamMethod('Orders', 'Import')
  import(questions: Observable<Question>): Observable<Order> {
    return questions.pipe(
      mergeMap(({ how }) => {
        if (how === 'breaks') throw new TypeError('broken');
        return of({ id: 1 });
      }),
    );
  }

  @GrpcStreamCall('Orders', 'Pass')
  pass(call: Call): void {
    call.on('data', () => call.end());
  }
}

@Controller()
class Guarded extends Orders {}
UseGuards(Refusing)(Guarded);

async function startOrders(parts: Parts): Promise<ObservedApp & { readonly client: OrdersClient }> {
  const url = `127.0.0.1:${await freePort()}`;
  const started = await start(parts, async (root) => {
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
      transport: Transport.GRPC,
      options: { url, package: 'shop', protoPath: PROTO },
      logger: false,
      abortOnError: false,
    });
    await app.listen();
    return app;
  });
  const { shop } = loadPackageDefinition(loadSync(PROTO)) as unknown as {
    readonly shop: { readonly Orders: new (address: string, key: object) => OrdersClient };
  };
  const client = new shop.Orders(url, credentials.createInsecure());
  onTestFinished(() => client.close());
  return { ...started, client };
}

/** The code that a call ends with; 0 for success. */
async function find(client: OrdersClient, how: string): Promise<number> {
  return new Promise((resolve) => {
    client.find({ how }, (error) => resolve(error?.code ?? 0));
  });
}

/** What a stream answers: the orders, then the code of the error, if there is one. */
async function read(call: Call): Promise<unknown[]> {
  const got: unknown[] = [];
  return new Promise((resolve) => {
    call
      .on('data', ({ id }: Order) => void got.push(id))
      .on('error', ({ code }: ServiceError) => resolve([...got, `code ${code}`]))
      .on('end', () => resolve(got));
  });
}

it('judges a call by its code, as clients do', async () => {
  const codes = ['', '5', '3', '7', '16', 'plain', 'http', '2', '12', '13', '14', '15'];
  const answered: unknown[] = [];
  for (const opsgenie of [COUNTING, 'absent'] as const) {
    const started = await startOrders({ controllers: [Orders], opsgenie });
    for (const how of codes) answered.push(await find(started.client, how));
    if (opsgenie === 'absent') continue;
    expect(failuresOf(started)).toEqual({ 'rpc:Orders.Find': 6 });
    expect(timedRunsOf(started)).toEqual({ 'rpc:Orders.Find': codes.length });
  }
  expect(answered.slice(0, codes.length)).toEqual(answered.slice(codes.length));
});

it('counts a call whose client did not wait as a slow success', async () => {
  const started = await startOrders({ controllers: [Orders], opsgenie: COUNTING });

  const code = await new Promise((resolve) => {
    started.client.slow({ how: '' }, { deadline: Date.now() + 1_000 }, (error) => resolve(error?.code));
  });
  expect(code).toBe(4);
  expect(timedRunsOf(started)).toEqual({});
  await vi.waitFor(() => expect(endSlow).toBeDefined());
  endSlow?.();

  await vi.waitFor(() => expect(timedRunsOf(started)).toEqual({ 'rpc:Orders.Slow': 1 }));
  expect(failuresOf(started)).toEqual({});
});

it('counts a stream that breaks, and ignores one that its client cancels', async () => {
  const answered: unknown[] = [];
  for (const opsgenie of [COUNTING, 'absent'] as const) {
    const started = await startOrders({ controllers: [Orders], opsgenie });
    const { client } = started;
    answered.push(await read(client.list({ how: '' })), await read(client.list({ how: 'breaks' })));
    const endless = client.list({ how: 'endless' });
    const left = streamsLeft;
    const end = read(endless.on('data', () => endless.cancel()));
    expect(await end).toContain('code 1');
    await vi.waitFor(() => expect(streamsLeft).toBe(left + 1));
    if (opsgenie === 'absent') continue;
    expect(failuresOf(started)).toEqual({ 'rpc:Orders.List': 1 });
    expect(timedRunsOf(started)).toEqual({});
  }
  expect(answered.slice(0, 2)).toEqual(answered.slice(2));
});

it('counts a stream of requests once, and a passed call when its handler returns', async () => {
  const started = await startOrders({ controllers: [Orders], opsgenie: COUNTING });
  const imported = started.client.import();
  imported.write({ how: '' });
  imported.write({ how: 'breaks' });
  expect(await read(imported)).toContain('code 2');
  const passed = started.client.pass();
  passed.write({ how: '' });
  expect(await read(passed)).toEqual([]);

  expect(failuresOf(started)).toEqual({ 'rpc:Orders.Import': 1 });
  expect(timedRunsOf(started)).toEqual({});
});

it('does not count what a guard refuses', async () => {
  const started = await startOrders({ controllers: [Guarded], opsgenie: COUNTING });

  expect(await find(started.client, '')).toBe(2);

  expect(failuresOf(started)).toEqual({});
  expect(timedRunsOf(started)).toEqual({});
});
