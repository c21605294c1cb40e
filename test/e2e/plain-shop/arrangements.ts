import { Module, type ExceptionFilter } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';

import type { Blueprint } from '../application.js';
import {
  CatchesAll,
  CatchesAllLater,
  CatchesHttp,
  CatchesTwoClasses,
  ExtendsNest,
  Fails,
  filterWithoutDecorator,
  LivesForOneRequest,
  ReturnsObservable,
} from './filters.js';
import { JournalingGuard, journalingInterceptor, JournalingPipe } from './journal.js';

@Module({ providers: [{ provide: APP_FILTER, useClass: CatchesAll }] })
class FeatureModule {}

const inTheRootModule = (...filters: readonly (new (...given: never[]) => ExceptionFilter)[]): Blueprint => ({
  providers: filters.map((useClass) => ({ provide: APP_FILTER, useClass })),
});
const inMain = (...filters: readonly ExceptionFilter[]): Blueprint => ({
  main: (app) => app.useGlobalFilters(...filters),
});

/** Enhancers around handlers, and where they are registered. */
export const ARRANGEMENTS: Readonly<Record<string, Blueprint>> = {
  'has no filters': {},
  'has a filter for HTTP exceptions': inTheRootModule(CatchesHttp),
  'has a filter for some classes': inTheRootModule(CatchesTwoClasses),
  'has a filter for everything': inTheRootModule(CatchesAll),
  'has filters for everything and for something, the narrow one last': inTheRootModule(CatchesAll, CatchesHttp),
  'has filters for everything and for something, the wide one last': inTheRootModule(CatchesHttp, CatchesAll),
  'has a filter in a module that it imports': { ...inTheRootModule(CatchesHttp), imports: [FeatureModule] },
  'has filters in main.ts': inMain(new CatchesHttp(), new CatchesTwoClasses()),
  'has filters in main.ts and in the root module': { ...inTheRootModule(CatchesAll), ...inMain(new CatchesHttp()) },
  'has a filter without @Catch()': inMain(filterWithoutDecorator),
  'has a filter that answers later': inMain(new CatchesAllLater()),
  'has a filter that returns an Observable': inMain(new ReturnsObservable()),
  'has a filter that extends Nest’s': inTheRootModule(ExtendsNest),
  'has a filter that extends Nest’s and is made in main.ts': {
    main: (app) => app.useGlobalFilters(new ExtendsNest(app.getHttpAdapter())),
  },
  'has a filter that extends Nest’s and lacks its adapter': inMain(new ExtendsNest()),
  'has a filter that fails': inMain(new Fails()),
  'has a filter that lives for one request': inTheRootModule(LivesForOneRequest),
  'has guards, pipes and interceptors of its own, in the root module and in main.ts': {
    providers: [
      { provide: APP_GUARD, useClass: JournalingGuard },
      { provide: APP_PIPE, useClass: JournalingPipe },
      { provide: APP_INTERCEPTOR, useValue: journalingInterceptor('first of the root module') },
      { provide: APP_INTERCEPTOR, useValue: journalingInterceptor('second of the root module') },
    ],
    main: (app) =>
      app
        .useGlobalGuards(new JournalingGuard())
        .useGlobalPipes(new JournalingPipe())
        .useGlobalInterceptors(journalingInterceptor('first of main.ts'), journalingInterceptor('second of main.ts')),
  },
};
