import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  Controller,
  Get,
  HttpCode,
  Inject,
  UseGuards,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type INestApplication,
} from '@nestjs/common';
import { context, trace, type SpanContext } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { finalize, Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { OpsgenieService, onException, onLatency, onStatus, type AlertContext } from '../../src/index.js';
import { adapters, start, type RunningApplication } from './application.js';

const tracer = trace.getTracer('the application');
const TRACE_OF_CALLER = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE_OF_CALLER}-b7ad6b7169203331-01`;

class Closed implements CanActivate {
  canActivate(): never {
    throw new Error('The guard is broken.');
  }
}

@Controller()
class OrdersController {
  constructor(@Inject(OpsgenieService) private readonly opsgenie: OpsgenieService) {}

  @Get('throws')
  async throws(): Promise<never> {
    await sleep(1);
    // A span of the handler's own, which is over when the request fails.
    return tracer.startActiveSpan('query', (span) => {
      span.end();
      throw new Error('The database is gone.');
    });
  }

  @Get('busy')
  @HttpCode(503)
  busy(): Promise<string> {
    return sleep(1, 'Come back later.');
  }

  @Get('slow')
  slow(): Promise<string> {
    return sleep(60, 'x'.repeat(2_000_000));
  }

  @Get('guarded')
  @UseGuards(Closed)
  guarded(): string {
    return 'unreachable';
  }

  @Get('raises')
  async raises(): Promise<void> {
    await sleep(1);
    this.opsgenie.raise({ message: 'Stock feed is late' });
  }

  @Get('watches')
  async watches(): Promise<void> {
    await this.opsgenie.watch('report', () => sleep(1).then(() => Promise.reject(new Error('no data')))).catch(() => 0);
  }
}

/** Random ids, but none of digits alone, which could look like a card number. */
class Ids {
  #last = 0;
  readonly generateTraceId = (): string => this.#next(32);
  readonly generateSpanId = (): string => this.#next(16);
  #next(length: number): string {
    return (++this.#last).toString(16).padStart(length, 'a');
  }
}

/** Runs every request in a span of its own, and keeps the ids of the spans by path. */
function traced(app: INestApplication, spans: Map<string | undefined, SpanContext>): void {
  app.use((request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const span = tracer.startSpan('request');
    spans.set(request.url, span.spanContext());
    response.once('finish', () => span.end());
    context.with(trace.setSpan(context.active(), span), next);
  });
}

const blueprint = {
  controllers: [OrdersController],
  opsgenie: { rules: [onException(), onStatus([404, '5XX']), onLatency(50)] },
};

/** The details of all alerts, by the operation that they are about. */
async function detailsOf(app: RunningApplication): Promise<Map<unknown, Readonly<Record<string, unknown>>>> {
  await app.receivedAlerts();
  return new Map(
    app.creates.map(({ body }) => {
      const { details } = body as { details: Readonly<Record<string, unknown>> };
      return [details['operation'], details];
    }),
  );
}

describe.each(adapters)('an alert of an application with OpenTelemetry ($name)', (adapter) => {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ idGenerator: new Ids() }));
  });
  afterAll(() => {
    context.disable();
    trace.disable();
  });

  it.each([
    ['/throws', 'GET /throws'],
    ['/busy', 'GET /busy'],
    ['/slow', 'GET /slow'],
    ['/guarded', 'GET /guarded'],
    ['/unknown', '404:*'],
    ['/raises', undefined],
    ['/watches', 'task:report'],
  ])('names the span of the request that caused it: %s', async (path, operation) => {
    const spans = new Map<string | undefined, SpanContext>();
    const app = await start(adapter, { ...blueprint, main: (nest) => traced(nest, spans) });

    await app.request(`GET ${path}`, { headers: { traceparent: TRACEPARENT } }).then((response) => response.text());

    expect(spans.get(path)?.traceId).toMatch(/^[\da-f]{32}$/);
    expect((await detailsOf(app)).get(operation)).toMatchObject({
      traceId: spans.get(path)?.traceId,
      spanId: spans.get(path)?.spanId,
    });
  });

  it('does not mix up requests that run at the same time', async () => {
    const spans = new Map<string | undefined, SpanContext>();
    const app = await start(adapter, { ...blueprint, main: (nest) => traced(nest, spans) });
    const paths = ['/throws', '/busy', '/guarded'];

    await Promise.all(paths.map((path) => app.request(`GET ${path}`).then((response) => response.text())));

    const details = await detailsOf(app);
    expect(paths.map((path) => details.get(`GET ${path}`)?.['spanId'])).toEqual(
      paths.map((path) => spans.get(path)?.spanId),
    );
  });

  it('names the trace of the caller if no span is active', async () => {
    const app = await start(adapter, blueprint);

    await app.request('GET /throws', { headers: { traceparent: TRACEPARENT } });

    const details = (await detailsOf(app)).get('GET /throws');
    expect(details).toMatchObject({ traceId: TRACE_OF_CALLER });
    expect(details).not.toHaveProperty('spanId');
  });

  it('names the span of the handler if it has its own', async () => {
    const spans = new Map<string | undefined, SpanContext>();
    const main = (nest: INestApplication): void => {
      traced(nest, spans);
      nest.useGlobalInterceptors({
        intercept: (_context: ExecutionContext, next: CallHandler) =>
          new Observable((subscriber) =>
            tracer.startActiveSpan('handler', (span) => {
              spans.set('handler', span.spanContext());
              return next
                .handle()
                .pipe(finalize(() => span.end()))
                .subscribe(subscriber);
            }),
          ),
      });
    };
    const app = await start(adapter, { ...blueprint, main });

    await app.request('GET /throws');

    const { traceId, spanId } = spans.get('handler') ?? {};
    expect((await detailsOf(app)).get('GET /throws')).toMatchObject({ traceId, spanId });
  });

  it('can link to the trace', async () => {
    const spans = new Map<string | undefined, SpanContext>();
    const opsgenie = {
      ...blueprint.opsgenie,
      enrich: (alert: AlertContext) => ({ link: `https://traces.example/${alert.trace?.traceId}` }),
    };
    const app = await start(adapter, { ...blueprint, opsgenie, main: (nest) => traced(nest, spans) });

    await app.request('GET /throws');

    const link = `https://traces.example/${spans.get('/throws')?.traceId}`;
    expect((await detailsOf(app)).get('GET /throws')).toMatchObject({ link });
  });
});
