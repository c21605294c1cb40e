import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  type RmqContext,
  RpcException,
  Transport,
  type ClientOptions,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { of, throwError, concat, type Observable } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { start } from './application.js';
import { startBroker, type Broker, type RunningBroker } from './broker.js';
import { freePort } from './free-port.js';
import { answersOf, failuresOf } from './microservice.js';

/** A broker, and how Nest speaks to it. */
interface Transporter extends Broker {
  readonly options: (port: number) => ClientOptions & MicroserviceOptions;
}

const REDIS: Transporter = {
  name: 'Redis',
  debianPackage: 'redis-server',
  program: 'redis-server',
  start: async (port, folder) => ({
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
  }),
  options: (port) => ({ transport: Transport.REDIS, options: { host: '127.0.0.1', port } }),
};

const NATS: Transporter = {
  name: 'NATS',
  debianPackage: 'nats-server',
  program: 'nats-server',
  start: async (port) => ({ args: ['--addr', '127.0.0.1', '--port', String(port)] }),
  options: (port) => ({ transport: Transport.NATS, options: { servers: [`nats://127.0.0.1:${port}`] } }),
};

const MOSQUITTO: Transporter = {
  name: 'Mosquitto',
  debianPackage: 'mosquitto',
  program: 'mosquitto',
  start: async (port, folder) => {
    const configuration = join(folder, 'mosquitto.conf');
    writeFileSync(configuration, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`);
    return { args: ['-c', configuration] };
  },
  options: (port) => ({ transport: Transport.MQTT, options: { url: `mqtt://127.0.0.1:${port}` } }),
};

const RABBITMQ: Transporter = {
  name: 'RabbitMQ',
  debianPackage: 'rabbitmq-server',
  // Not the one in the path, which only its own user and root may start.
  program: '/usr/lib/rabbitmq/bin/rabbitmq-server',
  start: async (port, folder) => {
    // Erlang starts the daemon that knows its nodes itself, and never ends it. This one ends with the broker.
    const [distribution, daemon] = [await freePort(), await freePort()];
    return {
      args: [],
      before: [['epmd', '-port', String(daemon), '-address', '127.0.0.1']],
      env: {
        HOME: folder,
        ERL_EPMD_PORT: String(daemon),
        ERL_EPMD_ADDRESS: '127.0.0.1',
        RABBITMQ_NODENAME: `test${port}@localhost`,
        RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
        RABBITMQ_NODE_PORT: String(port),
        RABBITMQ_DIST_PORT: String(distribution),
        RABBITMQ_BASE: folder,
        RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
        RABBITMQ_LOG_BASE: join(folder, 'log'),
        RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq'),
        RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
        RABBITMQ_GENERATED_CONFIG_DIR: join(folder, 'generated'),
        RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
        RABBITMQ_PID_FILE: join(folder, 'pid'),
      },
    };
  },
  options: (port) => ({
    transport: Transport.RMQ,
    options: { urls: [`amqp://127.0.0.1:${port}`], queue: 'orders', queueOptions: { durable: false } },
  }),
};

@Controller()
class Orders {
  @MessagePattern('ok')
  ok(): number {
    return 1;
  }

  @MessagePattern('throws')
  throws(): never {
    throw new Error('broken');
  }

  @MessagePattern('answers')
  answers(): never {
    throw new RpcException('no such order');
  }

  @MessagePattern('breaks')
  breaks(): Observable<number> {
    return concat(
      of(1),
      throwError(() => new Error('broken')),
    );
  }

  @EventPattern('failed')
  failed(_data: unknown): void {
    throw new RpcException('nobody reads this');
  }
}

const INTERNAL = { error: errorOf('Internal server error') };

describe.each([REDIS, NATS, MOSQUITTO, RABBITMQ])('on $name', (transporter) => {
  let broker: RunningBroker | undefined;

  beforeAll(async () => {
    broker = await startBroker(transporter);
  }, 120_000);

  afterAll(async () => {
    await broker?.stop();
  });

  it.for([
    ['with the library', {}, { 'rpc:throws': 1, 'rpc:breaks': 1, 'event:failed': 1 }],
    ['without it', 'absent', {}],
  ] as const)('answers in the same way, and counts each failure once: %s', async ([, opsgenie, failures], { skip }) => {
    if (broker === undefined) return skip(`${transporter.name} is not installed`);
    const options = transporter.options(broker.port);
    const started = await start({ controllers: [Orders], opsgenie }, async (root) => {
      const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
        ...options,
        logger: false,
        abortOnError: false,
      });
      await app.listen();
      return app;
    });
    const client = ClientProxyFactory.create(options);
    onTestFinished(async () => {
      await client.close();
    });

    expect(await answersOf(client.send('ok', {}))).toEqual([1]);
    expect(await answersOf(client.send('throws', {}))).toEqual([INTERNAL]);
    expect(await answersOf(client.send('answers', {}))).toEqual([{ error: errorOf('no such order') }]);
    expect(await answersOf(client.send('breaks', {}))).toEqual([1, INTERNAL]);
    await answersOf(client.emit('failed', {}));

    const counted = () => (opsgenie === 'absent' ? {} : failuresOf(started));
    await vi.waitFor(() => expect(counted()).toEqual(failures), { timeout: 10_000 });
  });

  // Of these, only RabbitMQ delivers again.
  const redelivering = [
    ['with the library', {}, { 'event:redelivered': 1 }],
    ['without it', 'absent', {}],
  ] as const;
  it.for(transporter === RABBITMQ ? redelivering : [])(
    'counts a message that is delivered again once more: %s',
    async ([name, opsgenie, failures], { skip }) => {
      if (broker === undefined) return skip(`${transporter.name} is not installed`);
      const queue = `again ${name}`;
      const urls = [`amqp://127.0.0.1:${broker.port}`];
      const client = ClientProxyFactory.create({
        transport: Transport.RMQ,
        options: { urls, queue, queueOptions: { durable: false } },
      });
      onTestFinished(async () => {
        await client.close();
      });
      const deliveries: boolean[] = [];
      @Controller()
      class Unacknowledged {
        @EventPattern('redelivered')
        take(@Payload() _data: unknown, @Ctx() context: unknown): void {
          const { fields } = (context as RmqContext).getMessage() as { fields: { redelivered: boolean } };
          deliveries.push(fields.redelivered);
          throw new Error('broken');
        }
      }
      // Nest neither accepts nor rejects it, so it goes back to the queue when the application has closed.
      for (const again of [false, true]) {
        const started = await start({ controllers: [Unacknowledged], opsgenie }, async (root) => {
          const app = await NestFactory.createMicroservice<MicroserviceOptions>(root, {
            transport: Transport.RMQ,
            options: { urls, queue, noAck: false, queueOptions: { durable: false } },
            logger: false,
            abortOnError: false,
          });
          await app.listen();
          return app;
        });
        if (!again) await answersOf(client.emit('redelivered', {}));
        await vi.waitFor(() => expect(deliveries.at(-1)).toBe(again), { timeout: 10_000 });
        const counted = () => (opsgenie === 'absent' ? {} : failuresOf(started));
        await vi.waitFor(() => expect(counted()).toEqual(failures), { timeout: 10_000 });
        await started.app.close();
      }
      expect(deliveries).toEqual([false, true]);
    },
  );
});

function errorOf(message: string): object {
  return { status: 'error', message };
}
