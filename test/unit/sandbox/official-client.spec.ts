import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { KEY, startSandbox } from './sandbox-client.js';

type Callback = (error: unknown, response: Readonly<Record<string, unknown>>) => void;
type Named = { readonly identifier: string; readonly identifierType: 'id' | 'alias' | 'tiny' };

/** The used part of the official client, which has no types. */
interface OfficialClient {
  configure(options: { host: string; api_key: string }): void;
  readonly alertV2: {
    create(data: object, callback: Callback): void;
    get(alert: Named, callback: Callback): void;
    addNote(alert: Named, data: object, callback: Callback): void;
    close(alert: Named, data: object, callback: Callback): void;
    getRequestStatus(requestId: unknown, callback: Callback): void;
    list(query: object, callback: Callback): void;
  };
}

const client: OfficialClient = createRequire(import.meta.url)('opsgenie-sdk');

it('serves the official Node.js client unchanged', async () => {
  const sandbox = await startSandbox({ apiKey: KEY });
  client.configure({ host: sandbox.url, api_key: KEY });
  const { alertV2 } = client;
  const disk: Named = { identifier: 'disk', identifierType: 'alias' };

  const created = await promisify(alertV2.create)({ message: 'Disk full', alias: 'disk', priority: 'P1', tags: ['a'] });
  expect(created).toMatchObject({ result: 'Request will be processed' });
  expect(await promisify(alertV2.getRequestStatus)(created['requestId'])).toMatchObject({
    data: { isSuccess: true, status: 'Created alert', alias: 'disk' },
  });
  expect(await promisify(alertV2.get)(disk)).toMatchObject({ data: { message: 'Disk full', priority: 'P1' } });
  await promisify(alertV2.addNote)(disk, { note: 'looking', user: 'ada' });
  expect(await promisify(alertV2.list)({ query: 'status: open', limit: 10 })).toMatchObject({
    data: [{ alias: 'disk' }],
  });
  await promisify(alertV2.close)(disk, { note: 'over' });

  expect(sandbox.alerts).toMatchObject([
    { status: 'closed', notes: [{ note: 'looking', owner: 'ada' }, { note: 'over' }] },
  ]);
  await expect(promisify(alertV2.get)(disk)).rejects.toMatchObject({ httpStatusCode: 404 });
  await expect(promisify(alertV2.create)({ message: '' })).rejects.toMatchObject({
    httpStatusCode: 422,
    errors: { message: 'Message can not be empty.' },
  });
});
