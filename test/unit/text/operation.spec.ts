import { describe, expect, it } from 'vitest';

import { isPopulation, isRun, namedPlace, POPULATIONS, readableOperation, runOf } from '../../../src/text/operation.js';

describe('an operation', () => {
  it.each([
    ['GET /orders/:id', 'GET /orders/:id', 'request'],
    ['Query.orders', 'Query.orders', 'request'],
    ['404:*', 'unknown URLs', 'request'],
    ['*', 'the whole service', 'request'],
    ['/checkout', '/checkout', 'request'],
    ['task:reindex', 'reindex', 'run'],
    ['cron:Reports.nightly', 'cron Reports.nightly', 'run'],
    ['queue:mail:send', 'queue mail:send', 'job'],
    ['rpc:{"cmd":"sum"}', 'RPC {"cmd":"sum"}', 'message'],
    ['event:order.*', 'event order.*', 'event'],
    ['ws:chat/send', 'message chat/send', 'message'],
    ['on:order.created', 'listener of order.created', 'event'],
    ['command:CreateOrder', 'command CreateOrder', 'command'],
    ['handle:OrderCreated', 'handler of OrderCreated', 'event'],
    ['cli:import', 'command import', 'run'],
    ['method:Prices.load', 'Prices.load', 'call'],
  ])('%s is called %s, and one run of it a %s', (operation, name, run) => {
    expect(readableOperation(operation)).toBe(name);
    expect(runOf(operation)).toBe(run);
    expect(isRun(operation)).toBe(!['request'].includes(run));
  });

  it('without a place is the whole service', () => {
    expect(runOf(undefined)).toBe('request');
    expect(isRun(undefined)).toBe(false);
    expect(namedPlace(undefined)).toBeUndefined();
  });
});

describe('all runs of a kind', () => {
  it.each(Object.values(POPULATIONS))('%s are named as such, not as a place', (population) => {
    expect(isPopulation(population)).toBe(true);
    expect(namedPlace(population)).toBeUndefined();
    expect(`${runOf(population)}s`).toBe(population);
  });
});
