import { expect } from 'vitest';

import { answerTo } from '../answers.js';
import { start, type Blueprint } from '../application.js';
import { IGNORED_FILTERS } from '../plain-shop/broken-enhancers.js';
import { ordersController } from '../plain-shop/orders.controller.js';
import { startRebuilt, startWithTwoCopies, startWithTwoImports } from '../unusual-starts.js';
import { describeSituations, type ExpectedAlert, type Situation } from './situations.js';

/** An error of a handler, an error of a guard, an ordinary refusal, and an error that no handler sees. */
const REQUESTS = ['GET /orders/throws', 'GET /orders/guard-throws', 'GET /orders/conflict', 'GET /nowhere'];

const ALERTS: readonly ExpectedAlert[] = ['GET /orders/throws', 'GET /orders/guard-throws'].map((operation) => ({
  alias: `exception:${operation}:OrderIsTaken`,
  status: 500,
  alsoMatched: 'status:5XX',
}));

/** An application that answers as it does without the library, and whose errors are seen. */
function asWithout(title: string, blueprint: Blueprint, begin: typeof start = start): Situation {
  return {
    title,
    blueprint: { ...blueprint, controllers: [ordersController()] },
    start: begin,
    request: async (application, adapter) => {
      const bare = await begin(adapter, { ...blueprint, controllers: [ordersController()], opsgenie: 'absent' });
      for (const line of REQUESTS) expect(await answerTo(application, line)).toEqual(await answerTo(bare, line));
    },
    alerts: ALERTS,
  };
}

const STARTS: Readonly<Record<string, typeof start>> = {
  'is the second of a builder of testing modules': startRebuilt,
  'imports the library twice': startWithTwoImports,
  'imports this copy of the package and then another': startWithTwoCopies('first'),
  'imports another copy of the package and then this one': startWithTwoCopies('second'),
};

const { 'has undefined for a filter in the root module': brokenFilter = {} } = IGNORED_FILTERS;

describeSituations('an application answers as without the library, and its errors are detected', {}, [
  ...Object.entries(IGNORED_FILTERS).map(([title, blueprint]) => asWithout(`when it ${title}`, blueprint)),
  ...Object.entries(STARTS).flatMap(([title, begin]) => [
    asWithout(`when it ${title}`, {}, begin),
    asWithout(`when it ${title}, with a filter that is none`, brokenFilter, begin),
  ]),
]);
