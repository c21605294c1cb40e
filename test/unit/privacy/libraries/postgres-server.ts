import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A refusal of Postgres: the table whose statements it refuses, and the fields of its ErrorResponse ("Frontend/Backend Protocol", 53.8). */
export interface Refusal {
  readonly table: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** A fake Postgres: it accepts every login, refuses statements on some tables, and finds nothing in all others. */
export async function startPostgres(refusals: readonly Refusal[]): Promise<{ port: number; stop: () => void }> {
  const server = createServer((socket) => {
    let isKnown = false;
    socket.on('data', (sent) => {
      if (!isKnown) {
        isKnown = true;
        socket.write(Buffer.concat([message('R', Buffer.alloc(4)), READY]));
        return;
      }
      const text = sent.toString('latin1');
      if (text.startsWith('X')) return void socket.end();
      const refusal = refusals.find(({ table }) => text.includes(table));
      socket.write(Buffer.concat([refusal === undefined ? nothingFound(text) : errorResponse(refusal), READY]));
    });
    socket.on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() };
}

const READY = message('Z', Buffer.from('I'));

function message(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

function errorResponse({ fields }: Refusal): Buffer {
  return message(
    'E',
    Buffer.from(
      `${Object.entries(fields)
        .map(([type, value]) => `${type}${value}\0`)
        .join('')}\0`,
    ),
  );
}

/** A statement with parameters arrives in separate messages, each of which is answered. */
function nothingFound(sent: string): Buffer {
  const prepared = sent.startsWith('P') ? ['1', '2', 'n'].map((type) => message(type, Buffer.alloc(0))) : [];
  return Buffer.concat([...prepared, message('C', Buffer.from('SET\0'))]);
}
