import { metrics, type Attributes } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

/** Collects on demand. */
class MemoryReader extends MetricReader {
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  /** The exported values by name and attributes, such as `opsgenie.messages{outcome=delivered}`. */
  async read(): Promise<Record<string, unknown>> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0) throw new AggregateError(errors, 'The metrics could not be collected.');
    const all = resourceMetrics.scopeMetrics.flatMap(({ metrics: ofScope }) => ofScope);
    return Object.fromEntries(
      all.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => [descriptor.name + labels(attributes), value]),
      ),
    );
  }
}

function labels(attributes: Attributes): string {
  const pairs = Object.entries(attributes).map(([name, value]) => `${name.replace('opsgenie.', '')}=${String(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

describe('an application with the metrics of OpenTelemetry', () => {
  let reader: MemoryReader;

  beforeEach(() => {
    reader = new MemoryReader();
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    onTestFinished(() => metrics.disable());
  });

  it('exports the outcome of every message', async () => {
    const sandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox))] });
    const opsgenie = app.get(OpsgenieService);

    await opsgenie.raise({ message: 'Stock feed is late' }).delivered;
    sandbox.fault({ status: 501, times: 1 });
    await opsgenie.raise({ message: 'Price feed is late' }).delivered;
    const unmute = opsgenie.mute({ for: '1m', reason: 'maintenance' });
    opsgenie.raise({ message: 'Order feed is late' });
    unmute();

    expect(await reader.read()).toEqual({
      'opsgenie.messages{outcome=delivered}': 1,
      'opsgenie.messages{outcome=deduplicated}': 0,
      'opsgenie.messages{outcome=cancelled}': 0,
      'opsgenie.messages{outcome=inhibited}': 0,
      'opsgenie.messages{outcome=muted}': 1,
      'opsgenie.messages{outcome=disabled}': 0,
      'opsgenie.messages{outcome=dropped,drop.cause=evicted}': 0,
      'opsgenie.messages{outcome=dropped,drop.cause=expired}': 0,
      'opsgenie.messages{outcome=dropped,drop.cause=rejected}': 1,
      'opsgenie.messages{outcome=dropped,drop.cause=stopped}': 0,
      'opsgenie.queue.messages': 0,
      'opsgenie.queue.oldest_wait': 0,
      'opsgenie.attempts': 2,
      'opsgenie.retries': 0,
      'opsgenie.circuit.open': 0,
    });
  });

  it('exports each target and the mirror with attributes of their own', async () => {
    const [sandbox, payments, mirrored] = [await startSandbox(), await startSandbox(), await startSandbox()];
    const apiKey = '11111111-93b4-4c7d-8e5f-0a1b2c3d4e5f';
    const options = optionsFor(sandbox, {
      targets: { payments: { apiKey, baseUrl: payments.url } },
      mirror: { platform: 'jsm', apiKey, baseUrl: mirrored.url },
    });
    const opsgenie = (await startContext({ imports: [OpsgenieModule.forRoot(options)] })).get(OpsgenieService);

    await opsgenie.raise({ message: 'Stock feed is late', target: 'payments' }).delivered;
    await opsgenie.flush();

    expect(await reader.read()).toMatchObject({
      'opsgenie.messages{outcome=delivered}': 0,
      'opsgenie.messages{target=payments,outcome=delivered}': 1,
      'opsgenie.messages{mirror=true,outcome=delivered}': 1,
      'opsgenie.messages{outcome=muted}': 0,
      'opsgenie.attempts': 0,
      'opsgenie.attempts{target=payments}': 1,
      'opsgenie.circuit.open{mirror=true}': 0,
    });
  });

  it('exports the number of queued messages, and those that the shutdown drops', async () => {
    const sandbox = await startSandbox();
    const options = optionsFor(sandbox, { delivery: { flushTimeout: 10 } });
    const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });

    sandbox.fault({ status: 401 });
    app.get(OpsgenieService).raise({ message: 'Stock feed is late' });

    await expect
      .poll(() => reader.read(), { timeout: 5_000 })
      .toMatchObject({ 'opsgenie.circuit.open': 1, 'opsgenie.queue.messages': 1 });
    expect(await reader.read()).toMatchObject({ 'opsgenie.queue.oldest_wait': expect.any(Number) });

    await app.close();

    // An attempt in flight at the shutdown settles a moment later.
    await expect
      .poll(() => reader.read(), { timeout: 5_000 })
      .toMatchObject({
        'opsgenie.queue.messages': 0,
        'opsgenie.messages{outcome=dropped,drop.cause=stopped}': 1,
      });
  });

  it('starts and alerts even if the metrics fail', async () => {
    metrics.disable();
    metrics.setGlobalMeterProvider({
      getMeter: () => {
        throw new Error('no meter today');
      },
    });
    const sandbox = await startSandbox();
    const logger = new RecordingLogger();
    const app = await startContext({ imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger }))] });

    expect(await app.get(OpsgenieService).raise({ message: 'Stock feed is late' }).delivered).toMatchObject({
      ok: true,
    });
    expect(logger.lines.join('\n')).toContain('OpenTelemetry does not take our metrics: Error: no meter today.');
  });
});
