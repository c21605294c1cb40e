import { declare } from '../rules/declaration.js';
import { HeartbeatOptionsSchema, type HeartbeatOptions } from '../rules/heartbeat.js';
import { heartbeatName } from '../validation/checks.js';
import { plainCopy } from '../validation/plain-copy.js';
import { show } from '../validation/problem.js';
import { readOptions } from '../validation/schema.js';

/**
 * Pings a heartbeat of the platform after each successful run of a job, listener, handler of messages or any other method outside HTTP.
 * The platform alerts when the pings stop: also when the process is dead, was never started, or the job is gone. With several instances,
 * each run of any of them counts. What traffic drives (queues, messages, events, commands and queries) pings at most every 10 seconds; of
 * a queue, each finished job counts, not each attempt.
 *
 * A ping is sent in the background and repeated once if it fails. Nothing of it is queued or kept.
 *
 * @param name the name of the heartbeat on the platform, at most 200 characters. It has to exist there, or `ensure` creates it
 * @throws OpsgenieConfigurationError when the class is defined, if an argument is wrong
 * @example `@Heartbeat('nightly-report', { interval: '1d', grace: '1h' })`
 */
export function Heartbeat(name: string, options: HeartbeatOptions = {}): MethodDecorator {
  const given: unknown = plainCopy(name);
  const complaint = given === undefined ? 'is missing' : heartbeatName(given);
  const { options: copy = {}, problems } = readOptions(HeartbeatOptionsSchema, options);
  const ofName = complaint === undefined ? [] : [{ path: 'name', message: complaint }];
  const needsInterval = copy.ensure === true && copy.interval === undefined;
  const ofEnsure = needsInterval ? [{ path: 'interval', message: 'is missing; `ensure` needs it' }] : [];
  return declare(
    '@Heartbeat()',
    [...ofName, ...problems, ...ofEnsure],
    (declaration) =>
      declaration.heartbeat === undefined
        ? { ...declaration, heartbeat: { ...copy, name: String(given).trim() } }
        : `must be the only one of this method; ${show(declaration.heartbeat.name)} is declared here as well`,
    'a method',
  );
}
