import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { OpsgenieModule, recommendedRules } from '../../../../src/index.js';
import { peerFile } from '../peers.js';
import { DecoratedController, FilteredController } from './decorated.controller.js';
import { EmptyFilter, EmptyInterceptor } from './empty-enhancers.js';
import { optionsFor, threeRules } from './module-options.js';
import { StormController } from './storm.controller.js';

/** A measured application: the plain one and additions to it. */
export interface Variant {
  readonly title: string;
  /** Modules that it imports. @param platform the URL of the sandbox */
  readonly imports?: (platform: string) => DynamicModule[] | Promise<DynamicModule[]>;
  /** What its `main.ts` does before listening. */
  readonly prepare?: (application: INestApplication) => void;
  /** A controller that replaces the plain one. */
  readonly controller?: Type;
  /** Whether it needs packages that are installed only for the comparison. */
  readonly isPeer?: boolean;
  /** A file of the peers that must run first. */
  readonly preload?: string;
}

export type VariantName =
  | 'bare'
  | 'empty'
  | 'hook'
  | 'recommended'
  | 'three'
  | 'decorated'
  | 'filtered'
  | 'storm'
  | 'fleet'
  | 'sentry'
  | 'prometheus';

export const VARIANTS: Readonly<Record<VariantName, Variant>> = {
  bare: { title: 'bare' },
  empty: {
    title: 'an empty interceptor and filter',
    prepare: (application) => {
      application.useGlobalInterceptors(new EmptyInterceptor());
      application.useGlobalFilters(new EmptyFilter(application.get(HttpAdapterHost).httpAdapter));
    },
  },
  hook: {
    title: 'a response hook',
    prepare: (application) => {
      let closed = 0;
      application.use((_request: IncomingMessage, response: ServerResponse, next: () => void) => {
        response.once('close', () => closed++);
        next();
      });
    },
  },
  recommended: {
    title: 'this module, recommended rules',
    imports: (platform) => [OpsgenieModule.forRoot(optionsFor(platform, recommendedRules()))],
  },
  three: {
    title: 'this module, rules for status, latency, exceptions',
    imports: (platform) => [OpsgenieModule.forRoot(optionsFor(platform, threeRules()))],
  },
  decorated: {
    title: 'this module, a handler with three decorators',
    imports: (platform) => [OpsgenieModule.forRoot(optionsFor(platform, []))],
    controller: DecoratedController,
  },
  filtered: {
    title: 'this module, a handler with three decorators and a filter',
    imports: (platform) => [OpsgenieModule.forRoot(optionsFor(platform, []))],
    controller: FilteredController,
  },
  storm: {
    title: 'this module, fifty failing routes',
    imports: (platform) => [OpsgenieModule.forRoot(optionsFor(platform, threeRules()))],
    controller: StormController,
  },
  fleet: {
    title: 'this module, the same rules, in a fleet',
    imports: (platform) => {
      const fleet = { redis: process.env['FLEET_REDIS_URL'] ?? '' };
      return [OpsgenieModule.forRoot({ ...optionsFor(platform, threeRules()), fleet })];
    },
  },
  sentry: {
    title: '@sentry/nestjs, tracing off',
    imports: async () => [await peerModule('sentry.module.mjs')],
    isPeer: true,
    preload: 'sentry-start.mjs',
  },
  prometheus: {
    title: 'an interceptor with a histogram of prom-client',
    imports: async () => [await peerModule('prometheus.module.mjs')],
    isPeer: true,
  },
};

// These files are not compiled with the rest, because the types of the peers may not be installed.
async function peerModule(file: string): Promise<DynamicModule> {
  const { default: module } = (await import(peerFile(file).href)) as { default: DynamicModule };
  return module;
}
