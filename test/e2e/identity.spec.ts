import { mkdtempSync, rmSync } from 'node:fs';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { All, Controller, Get, Param, VersioningType, type Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, it, onTestFinished } from 'vitest';

import { AlertOnException, AlertOnStatus, onException, type OpsgenieModuleOptions } from '../../src/index.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { adapters, start, type Adapter, type RunningApplication } from './application.js';

const express: Adapter = { name: 'Express', create: () => new ExpressAdapter() };

class DatabaseDown extends Error {}

/** A controller as a factory of controllers makes one: each has the same name. */
function crudController(path: string): Type {
  @Controller(path)
  class CrudController {
    @Get()
    list() {
      throw new DatabaseDown(path);
    }
  }
  return CrudController;
}

/** Asks under another host name. */
function statusUnder(app: RunningApplication, host: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = send({ port: app.port, host: '127.0.0.1', path, headers: { host } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    request.once('error', reject);
    request.end();
  });
}

const rules = (...own: NonNullable<OpsgenieModuleOptions['rules']>) => ({ rules: own });

async function aliasesOf(app: RunningApplication): Promise<string[]> {
  return (await app.receivedAlerts()).map(({ alias }) => alias).toSorted();
}

describe.each(adapters)('the identity of an operation, on $name', (adapter: Adapter) => {
  it('a handler is one operation over all its paths, methods and versions', async () => {
    @Controller({ path: 'orders', version: ['1', '2'] })
    class OrdersController {
      @Get(['list', 'all'])
      @AlertOnStatus(500, { count: 6, within: '5m' })
      list() {
        throw new DatabaseDown('down');
      }

      @All('any')
      @AlertOnException()
      any() {
        throw new DatabaseDown('down');
      }
    }
    const app = await start(adapter, {
      controllers: [OrdersController],
      opsgenie: rules(),
      main: (nest) => nest.setGlobalPrefix('api').enableVersioning({ type: VersioningType.URI }),
    });

    for (const version of ['v1', 'v2']) {
      for (const method of ['GET', 'HEAD'])
        for (const path of ['list', 'all']) await app.request(`${method} /api/${version}/orders/${path}`);
      for (const method of ['GET', 'POST', 'DELETE']) await app.request(`${method} /api/${version}/orders/any`);
    }

    expect(await aliasesOf(app)).toEqual([
      'exception:ALL /api/v1/orders/any:DatabaseDown',
      'status:GET /api/v1/orders/list:500',
    ]);
  });

  it('handlers of one path for several header versions are several operations', async () => {
    @Controller({ path: 'users', version: '1' })
    class OldController {
      @Get()
      list() {
        throw new DatabaseDown('old');
      }
    }
    @Controller({ path: 'users', version: '2' })
    class NewController {
      @Get()
      list() {
        throw new DatabaseDown('new');
      }
    }
    const app = await start(adapter, {
      controllers: [OldController, NewController],
      opsgenie: rules(onException()),
      main: (nest) => nest.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' }),
    });

    for (const version of ['1', '2'])
      expect((await app.request('GET /users', { headers: { 'x-version': version } })).status).toBe(500);

    expect(await aliasesOf(app)).toEqual([
      'exception:GET /users (version 1):DatabaseDown',
      'exception:GET /users (version 2):DatabaseDown',
    ]);
  });

  it('controllers of the same name are distinguished by their paths', async () => {
    const app = await start(adapter, {
      controllers: [crudController('users'), crudController('orders')],
      opsgenie: rules(onException()),
    });

    await app.request('GET /users');
    await app.request('GET /orders');

    expect(await aliasesOf(app)).toEqual(['exception:GET /orders:DatabaseDown', 'exception:GET /users:DatabaseDown']);
  });

  it('a colon in a name does not merge two services', async () => {
    @Controller('users')
    class UsersController {
      @Get()
      list() {
        throw new DatabaseDown('down');
      }
    }
    const aliases: unknown[] = [];
    for (const [service, environment] of [
      ['shop:eu', 'prod'],
      ['shop', 'eu:prod'],
    ] as const) {
      const app = await start(adapter, {
        controllers: [UsersController],
        opsgenie: { rules: [onException()], service, environment },
      });
      await app.request('GET /users');
      aliases.push((await app.receivedAlerts())[0]?.alias);
    }

    expect(aliases).toEqual([
      'shop%3Aeu:prod:exception:GET /users:DatabaseDown',
      'shop:eu%3Aprod:exception:GET /users:DatabaseDown',
    ]);
  });
});

/** Two packages with an error of one name; each process has classes of its own. */
function packages() {
  const pool = (() => {
    class TimeoutError extends Error {}
    return { acquire: () => Promise.reject(new TimeoutError('The pool is exhausted.')) };
  })();
  const mail = (() => {
    class TimeoutError extends Error {}
    return { greet: () => Promise.reject(new TimeoutError('The server does not greet.')) };
  })();
  return { pool, mail };
}

describe.each(adapters)('error classes of the same name, on $name', (adapter: Adapter) => {
  it('keep their aliases over a restart after which the other one occurs first', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'identity-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const begin = (sandbox?: OpsgenieSandbox): Promise<RunningApplication> => {
      const { pool, mail } = packages();
      @Controller('orders')
      class OrdersController {
        @Get(':step')
        run(@Param('step') step: string) {
          return step === 'pool' ? pool.acquire() : mail.greet();
        }
      }
      const blueprint = {
        controllers: [OrdersController],
        opsgenie: { rules: [onException()], delivery: { journal: { directory } } },
      };
      return start(adapter, blueprint, sandbox);
    };
    const open = (app: RunningApplication): unknown[] =>
      app.sandbox.alerts.map(({ alias, status, description }) => [alias, status, /The \w+/.exec(description)?.[0]]);
    const both = [
      ['shop:test:exception:GET /orders/:step:TimeoutError', 'open', 'The pool'],
      ['shop:test:exception:GET /orders/:step:TimeoutError~2', 'open', 'The server'],
    ];

    const before = await begin();
    for (const step of ['pool', 'mail']) expect((await before.request(`GET /orders/${step}`)).status).toBe(500);
    await before.receivedAlerts();
    expect(open(before)).toEqual(both);
    await before.nest.close();

    const after = await begin(before.sandbox);
    for (const step of ['mail', 'pool']) expect((await after.request(`GET /orders/${step}`)).status).toBe(500);
    await after.receivedAlerts();
    expect(open(after)).toEqual(both);
    expect(after.opsgenie.active().map(({ bad }) => bad)).toEqual([2, 2]);
  });
});

// Nest's adapter for Fastify takes one handler a path, whatever the hosts.
describe('the identity of an operation, on Express only', () => {
  it('handlers of one path on several hosts are several operations', async () => {
    @Controller({ path: 'users', host: 'admin.localhost' })
    class AdminController {
      @Get()
      list() {
        throw new DatabaseDown('admin');
      }
    }
    @Controller({ path: 'users', host: 'shop.localhost' })
    class ShopController {
      @Get()
      list() {
        throw new DatabaseDown('shop');
      }
    }
    const app = await start(express, {
      controllers: [AdminController, ShopController],
      opsgenie: rules(onException()),
    });

    expect(await statusUnder(app, 'admin.localhost', '/users')).toBe(500);
    expect(await statusUnder(app, 'shop.localhost', '/users')).toBe(500);

    expect(await aliasesOf(app)).toEqual([
      'exception:GET /users (admin.localhost):DatabaseDown',
      'exception:GET /users (shop.localhost):DatabaseDown',
    ]);
  });
});
