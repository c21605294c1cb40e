import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { HostLookup } from '../../../../../src/platforms/http/network/host-lookup.js';

const A = 1;

/** A name server that answers only queries for IPv4 addresses. */
async function nameServer(address: readonly number[] | undefined): Promise<string> {
  const server = createSocket('udp4');
  server.on('message', (question, { port }) => {
    if (address === undefined || question.readUInt16BE(question.length - 4) !== A) return;
    const header = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
    const answer = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...address]);
    server.send(Buffer.concat([header, question.subarray(12), answer]), port, '127.0.0.1');
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${server.address().port}`;
}

function find(names: HostLookup): Promise<unknown> {
  return new Promise((resolve, reject) => {
    names.lookup('alerts.example.com', { all: true }, (error, found) =>
      error === null ? resolve(found) : reject(error),
    );
  });
}

it('uses the available addresses if a name server does not answer for the other family', async () => {
  const names = new HostLookup([await nameServer([10, 0, 0, 7])]);
  expect(await find(names)).toEqual([{ address: '10.0.0.7', family: 4 }]);
});

it('can be aborted', async () => {
  const names = new HostLookup([await nameServer(undefined)]);
  const found = find(names);
  names.cancel();
  await expect(found).rejects.toMatchObject({ code: 'ECANCELLED' });
});
