import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy that accepts any user. */
export interface ConnectProxy {
  /** Host and port. */
  readonly address: string;
  /** The received requests: the lines of each before its body. */
  readonly asked: readonly (readonly string[])[];
}

/**
 * Starts a proxy that stops when the test ends.
 *
 * @param target - the local port of all its tunnels; `undefined`: it accepts connections and never answers
 */
export async function startProxy(target?: number): Promise<ConnectProxy> {
  const asked: string[][] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined);
  };
  const server = createServer((socket) => {
    let head = '';
    keep(socket).on('data', function read(bytes: Buffer): void {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', read);
      asked.push(head.slice(0, head.indexOf('\r\n\r\n')).split('\r\n'));
      if (target === undefined) return;
      const onward = keep(connect(target, '127.0.0.1'));
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
