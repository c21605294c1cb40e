import { BadRequestException } from '@nestjs/common';
import { AxiosError, AxiosHeaders } from 'axios';
import { DatabaseError } from 'pg';

import { onException } from '../../../src/index.js';
import type { Family, Scene } from '../scene.js';
import { Stage } from '../stage.js';

class PaymentProviderDown extends Error {}

/** A handler that throws what this returns. */
function thrown(title: string, error: () => unknown, environment = 'production'): Scene {
  return {
    title,
    play: async () => {
      const stage = await Stage.open({ environment, version: '1.4.2', rules: [onException({ priority: 'P2' })] });
      stage.behaviour = () => {
        throw error();
      };
      await stage.get('/orders/4711?token=abc');
      await stage.recover('/orders/4711');
      return stage.played;
    },
  };
}

export const exceptions: Family = {
  title: 'Exceptions',
  scenes: [
    thrown('An error', () => new Error('no connection to the database')),
    thrown('An error in staging', () => new Error('no connection to the database'), 'staging'),
    thrown('An error with causes', () => {
      const deadlock = new PaymentProviderDown('deadlock detected');
      return new Error('order 4711 could not be saved', { cause: new Error('write failed', { cause: deadlock }) });
    }),
    thrown('An AggregateError', () => {
      const refused = (address: string): Error =>
        Object.assign(new Error(`connect ECONNREFUSED ${address}:5432`), { code: 'ECONNREFUSED', syscall: 'connect' });
      return new AggregateError([refused('::1'), refused('127.0.0.1')]);
    }),
    thrown('An error of PostgreSQL', () =>
      Object.assign(new DatabaseError('duplicate key value violates unique constraint "orders_pkey"', 220, 'error'), {
        code: '23505',
        table: 'orders',
        constraint: 'orders_pkey',
        detail: 'Key (id)=(4711) already exists.',
      }),
    ),
    thrown('An error of MySQL', () =>
      Object.assign(new Error("Duplicate entry '4711' for key 'orders.PRIMARY'"), {
        code: 'ER_DUP_ENTRY',
        errno: 1062,
        sqlState: '23000',
      }),
    ),
    thrown('An error of the system', () =>
      Object.assign(new Error("ENOENT: no such file or directory, open '/etc/orders/tax.json'"), {
        code: 'ENOENT',
        errno: -2,
        syscall: 'open',
        path: '/etc/orders/tax.json',
      }),
    ),
    thrown('An error of axios', () => {
      const config = { method: 'post', url: 'https://pay.example.com/v1/charge?card=1', headers: new AxiosHeaders() };
      const response = { status: 502, statusText: 'Bad Gateway', data: '', headers: {}, config };
      return new AxiosError('Request failed with status code 502', 'ERR_BAD_RESPONSE', config, {}, response);
    }),
    thrown('Something that is no error', () => 'oops'),
    {
      title: 'Several errors within a time, with different messages',
      play: async () => {
        const stage = await Stage.open({ rules: [onException({ count: 10, within: '1m' })] });
        let request = 0;
        stage.behaviour = () => {
          request += 1;
          if (request === 10) throw new Error('timeout after 30000 ms');
          if (request === 3) throw new BadRequestException();
          throw new Error(`disk full while saving order ${4_710 + request}`);
        };
        await stage.get('/orders/4711', 12, '1s');
        await stage.recover('/orders/4711');
        return stage.played;
      },
    },
  ],
};
