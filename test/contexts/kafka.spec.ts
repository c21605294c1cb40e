import { Controller } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  EventPattern,
  KafkaRetriableException,
  MessagePattern,
  RpcException,
  ServerKafka,
} from '@nestjs/microservices';
import { expect, it } from 'vitest';

import { start, type ObservedApp, type Parts } from './application.js';
import { failuresOf } from './microservice.js';

/**
 * Kafka without a broker: messages are handed to `handleMessage()`, which kafkajs calls for each message, and replies go to a stand-in for
 * the producer. What is not covered is kafkajs itself.
 */
class BrokerlessKafka extends ServerKafka {
  readonly replies: unknown[] = [];

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    this.producer = {
      send: (record: { readonly messages: readonly { readonly headers: object }[] }) => {
        this.replies.push(...record.messages.map(({ headers }) => headers));
        return Promise.resolve([]);
      },
    } as unknown as NonNullable<typeof this.producer>;
    callback();
  }

  override async close(): Promise<void> {}

  /** Delivers a message. @returns how the delivery ends, which tells kafkajs whether to deliver it again */
  async deliver(topic: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const bytes = Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]);
    const message = {
      key: null,
      value: Buffer.from('{}'),
      timestamp: '0',
      attributes: 0,
      offset: '0',
      headers: Object.fromEntries(bytes) as Record<string, Buffer>,
    };
    const heartbeat = async (): Promise<void> => {};
    try {
      await this.handleMessage({ topic, partition: 0, message, heartbeat, pause: () => () => undefined });
      return 'committed';
    } catch (error) {
      return `again: ${String(error)}`;
    }
  }
}

@Controller()
class Orders {
  @EventPattern('event.ok')
  ok(_data: unknown): void {}

  @EventPattern('event.error')
  error(_data: unknown): void {
    throw new Error('broken');
  }

  @EventPattern('event.retriable')
  retriable(_data: unknown): void {
    throw new KafkaRetriableException('not yet');
  }

  @EventPattern('event.answer')
  answer(_data: unknown): void {
    throw new RpcException('nobody reads this');
  }

  @MessagePattern('request.error')
  requestError(): never {
    throw new Error('broken');
  }

  @MessagePattern('request.retriable')
  requestRetriable(): never {
    throw new KafkaRetriableException('not yet');
  }

  @MessagePattern('request.answer')
  requestAnswer(): never {
    throw new RpcException('no such order');
  }
}

async function startOrders(
  opsgenie: NonNullable<Parts['opsgenie']>,
): Promise<ObservedApp & { kafka: BrokerlessKafka }> {
  const kafka = new BrokerlessKafka({});
  const started = await start({ controllers: [Orders], opsgenie }, async (root) => {
    const app = await NestFactory.createMicroservice(root, { strategy: kafka, logger: false, abortOnError: false });
    await app.listen();
    return app;
  });
  return { ...started, kafka };
}

const REPLY = { kafka_correlationId: '1', kafka_replyTopic: 'replies', kafka_replyPartition: '0' };

async function deliverAll(kafka: BrokerlessKafka): Promise<unknown[]> {
  const ends: unknown[] = [];
  for (const topic of ['event.ok', 'event.error', 'event.retriable', 'event.retriable', 'event.answer'])
    ends.push(await kafka.deliver(topic));
  for (const topic of ['request.error', 'request.retriable', 'request.answer'])
    ends.push(await kafka.deliver(topic, REPLY));
  return [...ends, ...kafka.replies];
}

it('ignores deliveries that are asked for again, and counts all other errors', async () => {
  const started = await startOrders({});

  await deliverAll(started.kafka);

  expect(failuresOf(started)).toEqual({ 'event:event.error': 1, 'event:event.answer': 1, 'rpc:request.error': 1 });
});

it('changes neither what is delivered again nor what is replied', async () => {
  const [observed, bare] = [await startOrders({}), await startOrders('absent')];

  expect(await deliverAll(observed.kafka)).toEqual(await deliverAll(bare.kafka));
});
