import { Module, type INestApplication, type OnModuleInit, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, ApplicationConfig, ModulesContainer } from '@nestjs/core';

import type { Blueprint } from '../application.js';
import { CatchesAll, CatchesHttp, CatchesTwoClasses, filterWithoutDecorator } from './filters.js';
import { JournalingGuard, journalingInterceptor, JournalingPipe } from './journal.js';
import { MapsToTeapot } from './orders.controller.js';

/** Nest's metadata key for the interceptors of a method. */
const INTERCEPTORS_METADATA = '__interceptors__';

const NO_FILTERS: readonly unknown[] = [undefined, null, false, 0, 'filter', {}, { catch: 'me' }, CatchesHttp];

const globally = (token: string, ...values: readonly unknown[]): Provider[] =>
  values.map((value) => ({ provide: token, useFactory: () => value }));

/** A value from untyped code. */
const inMain = (...filters: readonly unknown[]): Blueprint => ({
  main: (app) => app.useGlobalFilters(...(filters as Parameters<INestApplication['useGlobalFilters']>)),
});

class StaticFilter {
  static catch = filterWithoutDecorator.catch.bind(filterWithoutDecorator);
}

@Module({ providers: globally(APP_FILTER, undefined, new CatchesHttp(), {}) })
class FeatureModule {}

function onceListening(use: (app: INestApplication) => unknown): Blueprint {
  return { main: (app) => void (app.getHttpServer() as NodeJS.EventEmitter).once('listening', () => use(app)) };
}

/** At this point Nest has built the routes, but not the answer to unknown ones. */
const inModuleInit = (use: (config: ApplicationConfig) => void): Provider => ({
  provide: 'late',
  inject: [ApplicationConfig],
  useFactory: (config: ApplicationConfig): OnModuleInit => ({ onModuleInit: () => use(config) }),
});

function breakMetadata(app: INestApplication): void {
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      const { throws, fine } = (metatype as { prototype: Readonly<Record<string, object>> }).prototype;
      if (throws !== undefined)
        Reflect.defineMetadata(INTERCEPTORS_METADATA, new Set([journalingInterceptor('of a set')]), throws);
      if (fine !== undefined) Reflect.defineMetadata(INTERCEPTORS_METADATA, [undefined, {}, null], fine);
    }
  }
}

/** Filters that Nest ignores: invalid ones, and ones added after it has built the routes. */
export const IGNORED_FILTERS: Readonly<Record<string, Blueprint>> = {
  ...Object.fromEntries(
    NO_FILTERS.flatMap((value) => {
      const name = typeof value === 'function' ? 'a class' : JSON.stringify(value);
      return [
        [`has ${name} for a filter in the root module`, { providers: globally(APP_FILTER, value) }],
        [`has ${name} for a filter in main.ts`, inMain(value)],
      ] as const;
    }),
  ),
  'registers filters once it listens': onceListening((app) => app.useGlobalFilters(new CatchesAll())),
};

/** Enhancers that Nest ignores or registers too late. */
export const BROKEN_ARRANGEMENTS: Readonly<Record<string, Blueprint>> = {
  ...IGNORED_FILTERS,
  'has filters among others that are none, in all places': {
    imports: [FeatureModule],
    providers: globally(APP_FILTER, undefined, new CatchesTwoClasses(), ...NO_FILTERS),
    ...inMain(null, new CatchesHttp(), undefined),
  },
  'has a class with a static catch() for a filter': inMain(StaticFilter),
  'has a class for a global filter that its controllers use': inMain(new CatchesAll(), MapsToTeapot),
  'registers filters once it listens, and before': {
    ...onceListening((app) => app.useGlobalFilters(new CatchesAll())),
    providers: [{ provide: APP_FILTER, useClass: CatchesHttp }],
  },
  'registers filters in onModuleInit()': {
    providers: [
      { provide: APP_FILTER, useClass: CatchesTwoClasses },
      inModuleInit((config) => config.useGlobalFilters(new CatchesHttp())),
    ],
  },
  'changes a filter in onModuleInit()': {
    providers: [
      { provide: APP_FILTER, useClass: CatchesHttp },
      inModuleInit((config) =>
        config.getGlobalFilters().forEach((filter) => {
          if (filter instanceof CatchesHttp) filter.catch = filterWithoutDecorator.catch.bind(filterWithoutDecorator);
        }),
      ),
    ],
  },
  'registers guards, pipes and interceptors once it listens': onceListening((app) =>
    app
      .useGlobalGuards(new JournalingGuard())
      .useGlobalPipes(new JournalingPipe())
      .useGlobalInterceptors(journalingInterceptor('late')),
  ),
  'has guards, pipes and interceptors that are none': {
    providers: [APP_GUARD, APP_PIPE, APP_INTERCEPTOR].flatMap((token) => globally(token, undefined, null)),
  },
  'has a set and a list with gaps for the interceptors of methods': {
    providers: [{ provide: APP_INTERCEPTOR, useValue: journalingInterceptor('of the root module') }],
    main: breakMetadata,
  },
};
