import 'reflect-metadata';

import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { OPSGENIE_CLOCK, OpsgenieModule, OpsgenieService } from '../../../src/index.js';
import { RecordingOpsgenieService, VirtualClock } from '../../../src/testing/index.js';

@Injectable()
class StockService {
  readonly #opsgenie: OpsgenieService;

  constructor(opsgenie: OpsgenieService) {
    this.#opsgenie = opsgenie;
  }

  feedIsLate(): void {
    this.#opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed', priority: 'P2' });
  }

  feedIsBack(): void {
    this.#opsgenie.close('stock-feed', { note: 'It is back.' });
  }
}

describe('RecordingOpsgenieService', () => {
  it('records what is raised before the call returns', () => {
    const opsgenie = new RecordingOpsgenieService();

    const receipt = opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed', priority: 'P2' });

    expect(receipt).toMatchObject({ alias: 'stock-feed', outcome: 'queued' });
    expect(opsgenie.open).toMatchObject([
      { message: 'Stock feed is late [app]', alias: 'stock-feed', priority: 'P2', count: 1 },
    ]);
  });

  it('counts a repeat, and carries out what is done with an alert', () => {
    const opsgenie = new RecordingOpsgenieService();
    const stock = new StockService(opsgenie);

    stock.feedIsLate();
    stock.feedIsLate();
    opsgenie.acknowledge('stock-feed');
    opsgenie.addNote('stock-feed', 'Looking into it.');

    expect(opsgenie.alerts).toMatchObject([{ count: 2, acknowledged: true, notes: [{ note: 'Looking into it.' }] }]);
    stock.feedIsBack();
    expect(opsgenie.open).toEqual([]);
    expect(opsgenie.closed).toMatchObject([{ alias: 'stock-feed', notes: [{}, { note: 'It is back.' }] }]);
  });

  it('keeps the target of each alert, also when it is closed', () => {
    const opsgenie = new RecordingOpsgenieService();

    opsgenie.raise({ message: 'Payments are late', alias: 'payments', target: 'payments' });
    opsgenie.raise({ message: 'Stock feed is late', alias: 'stock-feed' });
    opsgenie.raiseException(new Error('no answer'), { alias: 'bank', target: 'billing' });
    opsgenie.close('payments');

    expect(opsgenie.alerts.map(({ alias, target }) => [alias, target])).toEqual([
      ['payments', 'payments'],
      ['stock-feed', undefined],
      ['bank', 'billing'],
    ]);
    expect(opsgenie.closed).toMatchObject([{ alias: 'payments', target: 'payments' }]);
    expect(opsgenie.open[0]).not.toHaveProperty('target');
  });

  it('records the failure of work under watch(), and its next success', async () => {
    const clock = new VirtualClock();
    const opsgenie = new RecordingOpsgenieService(clock);
    const failure = new Error('no connection');

    await expect(opsgenie.watch('import', () => Promise.reject(failure))).rejects.toBe(failure);
    expect(opsgenie.open).toMatchObject([{ message: 'app: import failed: no connection' }]);
    await opsgenie.watch('import', () => Promise.resolve());
    clock.advance('10s');
    expect(opsgenie.open).toEqual([]);
  });

  it('delivers, also after more alerts than are sent at once, without a request', async () => {
    const opsgenie = new RecordingOpsgenieService();
    const receipts = Array.from({ length: 12 }, (_, index) =>
      opsgenie.raise({ message: 'Stock is low', alias: `stock-${index}` }),
    );

    expect(opsgenie.alerts).toHaveLength(12);
    await opsgenie.flush();
    for (const { delivered } of receipts) expect(await delivered).toMatchObject({ ok: true });
  });

  it('closes later on the clock that it is given', () => {
    const clock = new VirtualClock();
    const opsgenie = new RecordingOpsgenieService(clock);

    opsgenie.raise({ message: 'Reindexing', closeAfter: '10m' });
    clock.advance('9m');
    expect(opsgenie.open).toHaveLength(1);
    clock.advance('1m');
    expect(opsgenie.open).toHaveLength(0);
  });

  it('is a class that Nest provides, on the clock of the module if there is one', async () => {
    const clock = new VirtualClock();
    const testing = await Test.createTestingModule({
      providers: [
        StockService,
        { provide: OpsgenieService, useClass: RecordingOpsgenieService },
        { provide: OPSGENIE_CLOCK, useValue: clock },
      ],
    }).compile();
    onTestFinished(() => testing.close());

    testing.get(StockService).feedIsLate();

    const opsgenie = testing.get<OpsgenieService, RecordingOpsgenieService>(OpsgenieService);
    expect(opsgenie.open).toMatchObject([{ alias: 'stock-feed', createdAt: new Date(clock.wall()) }]);
  });

  it('is a class that Nest provides without the module', async () => {
    const testing = await Test.createTestingModule({
      providers: [StockService, { provide: OpsgenieService, useClass: RecordingOpsgenieService }],
    }).compile();
    onTestFinished(() => testing.close());

    testing.get(StockService).feedIsLate();
    expect(testing.get<OpsgenieService, RecordingOpsgenieService>(OpsgenieService).open).toHaveLength(1);
  });

  it('replaces the service of an imported module', async () => {
    const opsgenie = new RecordingOpsgenieService();
    const testing = await Test.createTestingModule({
      imports: [OpsgenieModule.forRoot({ service: 'shop', enabled: false, logger: false })],
      providers: [StockService],
    })
      .overrideProvider(OpsgenieService)
      .useValue(opsgenie)
      .compile();
    onTestFinished(() => testing.close());

    testing.get(StockService).feedIsLate();
    expect(opsgenie.open).toHaveLength(1);
  });

  it('mocks what is not provided', async () => {
    const opsgenie = new RecordingOpsgenieService();
    const testing = await Test.createTestingModule({ providers: [StockService] })
      .useMocker((token) => (token === OpsgenieService ? opsgenie : undefined))
      .compile();
    onTestFinished(() => testing.close());

    testing.get(StockService).feedIsLate();
    expect(opsgenie.open).toHaveLength(1);
  });
});
