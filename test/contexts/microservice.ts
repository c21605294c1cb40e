import { setTimeout } from 'node:timers/promises';
import type { AddressInfo, Server } from 'node:net';

import type { INestApplication, INestMicroservice, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, Transport, type ClientProxy, type MicroserviceOptions } from '@nestjs/microservices';
import { catchError, EMPTY, lastValueFrom, map, timeout, type Observable } from 'rxjs';
import { onTestFinished } from 'vitest';

import { onException, onLatency, OpsgenieService } from '../../src/index.js';
import { start, type ObservedApp, type Parts } from './application.js';

/** An application that handles messages, and a client of it. */
export interface Messaging<App extends INestApplication | INestMicroservice> extends ObservedApp<App> {
  readonly client: ClientProxy;
}

/** Nobody but its own client can reach it, and it is free: the system chooses the port. */
const TCP = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;

/** Starts a microservice on TCP. It stops when the test ends. */
export async function startMicroservice(parts: Parts): Promise<Messaging<INestMicroservice>> {
  const started = await start(parts, async (root) => {
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
      ...TCP,
      logger: parts.logger ?? false,
      abortOnError: false,
    });
    await app.listen();
    return app;
  });
  return { ...started, client: clientOf(portOf(started.app.unwrap<Server>())) };
}

/** Starts an application that handles requests of HTTP, and messages on TCP. It stops when the test ends. */
export async function startHybrid(parts: Parts, inheritAppConfig: boolean): Promise<Messaging<INestApplication>> {
  const started = await start(parts, async (root) => {
    const app = await NestFactory.create(root, { logger: parts.logger ?? false, abortOnError: false });
    app.connectMicroservice<MicroserviceOptions>(TCP, { inheritAppConfig });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    return app;
  });
  const [microservice] = started.app.getMicroservices();
  if (microservice === undefined) throw new Error('The application has no microservice.');
  return { ...started, client: clientOf(portOf(microservice.unwrap<Server>())) };
}

function clientOf(port: number): ClientProxy {
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  onTestFinished(async () => {
    await client.close();
  });
  return client;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Counts each run: every one that failed, and every one that took time. A handler takes time if it waits for a {@link turn}. */
export const COUNTING = { rules: [onException(), onLatency(0.000_001)] };

/** Waits for long enough to be measured. */
export async function turn(): Promise<void> {
  await setTimeout(5);
}

/** How many runs of each operation were counted: `{ 'rpc:sum': 3 }`. */
export type Runs = Record<string, number>;

/** The failed runs that `onException()` has counted. */
export function failuresOf(started: ObservedApp): Runs {
  return runsOf(started, 'exception');
}

/** The runs that took time, as the rules of {@link COUNTING} have counted them. */
export function timedRunsOf(started: ObservedApp): Runs {
  return runsOf(started, 'latency');
}

function runsOf({ app }: ObservedApp, kind: string): Runs {
  const runs: Runs = {};
  for (const { operation, rule, bad } of app.get(OpsgenieService).active())
    if (rule.startsWith(kind)) runs[operation] = (runs[operation] ?? 0) + bad;
  return runs;
}

/** What a client is answered: the values, then the error, if there is one. */
export async function answersOf(answers: Observable<unknown>): Promise<unknown[]> {
  const got: unknown[] = [];
  await lastValueFrom(
    answers.pipe(
      timeout(5_000),
      map((value) => got.push(value)),
      catchError((error: unknown) => {
        got.push({ error });
        return EMPTY;
      }),
    ),
    { defaultValue: undefined },
  );
  return got;
}

/** A logger that keeps what is logged as wrong. */
export class Complaints implements LoggerService {
  readonly lines: string[] = [];

  log(): void {}

  warn(message: unknown): void {
    this.lines.push(`warn ${String(message)}`);
  }

  error(message: unknown): void {
    this.lines.push(`error ${String(message)}`);
  }
}
