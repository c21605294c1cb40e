import { inspect } from 'node:util';

import { beforeAll, describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../../src/index.js';
import { optionsFor, startContext, startSandbox } from '../../wiring/context.js';
import { SECRETS, type LibraryError } from './libraries/library-error.js';
import { mongoErrors } from './libraries/mongo.js';
import { mysqlErrors } from './libraries/mysql.js';
import { postgresErrors } from './libraries/postgres.js';
import { prismaErrors } from './libraries/prisma.js';
import { validationErrors } from './libraries/validators.js';

const errors: LibraryError[] = [];

beforeAll(async () => {
  for (const find of [postgresErrors, mysqlErrors, mongoErrors, prismaErrors, validationErrors]) {
    errors.push(...(await find()));
  }
});

async function startService() {
  const sandbox = await startSandbox();
  const options = optionsFor(sandbox, { delivery: { perMinute: 10_000, burst: 10_000 } });
  const app = await startContext({ imports: [OpsgenieModule.forRoot(options)] });
  return { sandbox, opsgenie: app.get(OpsgenieService) };
}

/** Everything that left the process, once it is all delivered. */
async function sent({ sandbox, opsgenie }: Awaited<ReturnType<typeof startService>>): Promise<string[]> {
  expect(await opsgenie.flush()).toMatchObject({ pending: 0, dropped: 0 });
  return sandbox.requests.map(({ body }) => JSON.stringify(body));
}

const leaks = (bodies: readonly string[]) =>
  bodies.flatMap((body) => SECRETS.filter((secret) => body.includes(secret)).map((secret) => `${secret} in ${body}`));

describe('an error of a library for databases or validation', () => {
  it('contains secrets before redaction', () => {
    const holding = errors.filter(({ error }) => leaks([inspect(error, { depth: 9 })]).length > 0);
    expect(holding.length).toBeGreaterThan(40);
  });

  it('leaves no secret in an alert about it, which still explains what failed', async () => {
    for (const { title, error, shown } of errors) {
      const service = await startService();
      service.opsgenie.raiseException(error, { alias: 'one' });

      const bodies = await sent(service);

      expect(leaks(bodies), title).toEqual([]);
      const [text = ''] = service.sandbox.alerts.map(({ message, description }) => `${message}\n${description}`);
      for (const words of shown) expect(text, title).toContain(words);
    }
  });

  it('leaves no secret in an alert if the application copied it into a text', async () => {
    const service = await startService();
    for (const { error } of errors) {
      const dump = inspect(error, { depth: 9 });
      service.opsgenie.raiseException(new Error(`could not save: ${String(error)}`, { cause: error }));
      service.opsgenie.raise({ message: String(error), description: dump, details: { dump } });
      service.opsgenie.raise({
        message: 'could not save',
        description: JSON.stringify(error),
        note: JSON.stringify(dump),
      });
    }

    expect(leaks(await sent(service))).toEqual([]);
  });
});
