import 'reflect-metadata';

import type { DynamicModule } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';
import type { AddressInfo } from 'node:net';

import { answer } from '../processes/answer.js';
import { PlainController } from './plain.controller.js';
import { VARIANTS, type VariantName } from './variants.js';

export type AdapterName = 'express' | 'fastify';

class ServerModule {}

const answers = {
  /** Starts the application. @returns its URL */
  async listen(name: VariantName, adapter: AdapterName, platform: string): Promise<string> {
    const { imports, controller = PlainController, prepare } = VARIANTS[name];
    const root: DynamicModule = {
      module: ServerModule,
      imports: imports === undefined ? [] : await imports(platform),
      controllers: [controller],
    };
    const application = await NestFactory.create(root, await adapterOf(adapter), { logger: false });
    prepare?.(application);
    await application.listen(0, '127.0.0.1');
    const { port } = (application.getHttpServer() as { address(): AddressInfo }).address();
    return `http://127.0.0.1:${port}`;
  },

  /** The CPU time of the process so far, in microseconds. */
  cpuTime(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type ServerAnswers = typeof answers;

// Only one of them is loaded: the other would cost memory and garbage collection.
async function adapterOf(name: AdapterName): Promise<AbstractHttpAdapter> {
  if (name === 'express') return new (await import('@nestjs/platform-express')).ExpressAdapter();
  return new (await import('@nestjs/platform-fastify')).FastifyAdapter();
}

answer(answers);
