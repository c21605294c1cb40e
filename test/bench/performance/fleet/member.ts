import axios from 'axios';
import { from } from 'rxjs';

import { fleetPace } from '../../../../src/fleet/fleet-pace.js';
import { openRedisStore } from '../../../../src/fleet/redis/open-store.js';
import type { Rule } from '../../../../src/index.js';
import { resolveOptions } from '../../../../src/opsgenie.options.js';
import { journalOf } from '../../../../src/pipeline/chosen-journal.js';
import { platformOf } from '../../../../src/pipeline/chosen-platform.js';
import { OpsgeniePipeline } from '../../../../src/pipeline/pipeline.js';
import { systemClock as clock } from '../../../../src/time/clock.js';
import { optionsFor } from '../applications/module-options.js';

/** A process of a fleet, or one without. */
export interface MemberOptions {
  /** The URL of the sandbox. */
  readonly platform: string;
  /** The address of Redis; without it the process is on its own. */
  readonly redis: string | undefined;
  readonly rules: readonly Rule[];
  /** Divides all times of the fleet. */
  readonly speed: number;
}

const quiet = (): void => undefined;

/** Starts the whole way of an alert, without Nest. */
export function startMember({ platform, redis, rules, speed }: MemberOptions): OpsgeniePipeline {
  const options = resolveOptions({
    ...optionsFor(platform, rules),
    enabled: true,
    fleet: redis === undefined ? undefined : { redis },
  });
  const pipeline = new OpsgeniePipeline(options, {
    log: { log: quiet, warn: quiet, error: quiet },
    http: { request: (config) => from(axios.request(config)) },
    clock,
    choosePlatform: platformOf,
    chooseJournal: journalOf,
    chooseFleet: ({ environment, fleet, service, version }, { history, log }) => {
      if (fleet === undefined) return undefined;
      const store = openRedisStore({ fleet, service, environment, version, history, clock, log, speed });
      return { store, pace: fleetPace(fleet.syncEvery, fleet.isolateAfter, 1 / speed) };
    },
  });
  pipeline.start();
  return pipeline;
}
