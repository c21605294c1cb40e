import { describe, expect, it } from 'vitest';

import type { ActiveIncident } from '../../../src/index.js';
import { adapters, start, type Adapter, type Blueprint, type RunningApplication } from '../application.js';

/** One value for both adapters, or one for each. */
type OnEach<Value> = Value | { readonly [Name in Adapter['name']]: Value };

/** An alert that must be raised once, for one bad run. */
export interface ExpectedAlert {
  /** The kind of the rule, the operation and the discriminator: `status:GET /orders/:id:5XX`. */
  readonly alias: string;
  /** The status in the details; none where no response was finished, or where the error came after it. */
  readonly status?: number;
  /** The keys of the other rules that the same run broke, which this alert covers. */
  readonly alsoMatched?: string;
}

/** One row of the coverage matrix: what an application does, and what has to come of it. */
export interface Situation {
  readonly title: string;
  /** What the application has on top of the theme's blueprint. */
  readonly blueprint?: Blueprint;
  /** How the application is started, if not as usual. */
  readonly start?: typeof start;
  /** `GET /orders/7`, or what the client does. */
  readonly request: string | ((application: RunningApplication, adapter: Adapter) => Promise<number | void>);
  /** The status that the client gets; left out where it does not wait for one. */
  readonly answer?: OnEach<number>;
  readonly alerts: OnEach<readonly ExpectedAlert[]>;
}

/** Runs situations on both adapters, each in an application of its own. */
export function describeSituations(theme: string, blueprint: Blueprint, situations: readonly Situation[]): void {
  describe.each(adapters)(`${theme}, on $name`, (adapter) => {
    it.each(situations.map((situation) => [situation.title, situation] as const))('%s', async (_title, situation) => {
      const application = await (situation.start ?? start)(adapter, merged(blueprint, situation.blueprint));

      const status = await play(situation, application, adapter);

      expect(status).toBe(onThis(adapter, situation.answer));
      await expectAlerts(application, onThis(adapter, situation.alerts));
    });
  });
}

/** Expects exactly these alerts, each about exactly one bad run, and no other trouble. */
export async function expectAlerts(application: RunningApplication, alerts: readonly ExpectedAlert[]): Promise<void> {
  const received = await application.receivedAlerts();
  expect(received).toEqual(
    alerts.map(({ alias, status, alsoMatched }) => ({ alias, status: status?.toString(), count: '1', alsoMatched })),
  );
  // An alert is raised at the first bad run: only the incidents show that the run was not counted twice.
  const incidents = application.services.flatMap((opsgenie) => opsgenie.active());
  expect(incidents.map(badRuns)).toEqual(incidents.map(({ rule, operation }) => `${rule} of ${operation}: 1 bad`));
  expect(incidents).toHaveLength(
    alerts.flatMap(({ alsoMatched }) => alsoMatched?.split(', ') ?? []).length + alerts.length,
  );
}

async function play({ request }: Situation, application: RunningApplication, adapter: Adapter): Promise<number | void> {
  if (typeof request === 'function') return request(application, adapter);
  const response = await application.request(request);
  await response.arrayBuffer();
  return response.status;
}

function badRuns({ rule, operation, bad }: ActiveIncident): string {
  return `${rule} of ${operation}: ${bad} bad`;
}

function onThis<Value>(adapter: Adapter, value: OnEach<Value>): Value {
  const isSplit = typeof value === 'object' && value !== null && adapter.name in value;
  return isSplit ? (value as Readonly<Record<Adapter['name'], Value>>)[adapter.name] : (value as Value);
}

function merged(theme: Blueprint, own: Blueprint = {}): Blueprint {
  return {
    ...theme,
    ...own,
    controllers: [...(theme.controllers ?? []), ...(own.controllers ?? [])],
    providers: [...(theme.providers ?? []), ...(own.providers ?? [])],
  };
}
