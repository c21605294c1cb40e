import { isObject, isRecord } from '../../text/guarded-read.js';
import { callMethod } from './call-method.js';
import type { Opening, RedisClient } from './redis-client.js';

/** What of an ioredis client is used, whichever version it is. */
export interface IoredisLike {
  readonly status: string;
  readonly isCluster?: boolean;
  readonly options: object;
  connect(): Promise<unknown>;
  disconnect(): void;
  call(command: string, ...args: string[]): Promise<unknown>;
  on(event: string, listener: (argument: unknown) => void): unknown;
  duplicate(...args: unknown[]): IoredisLike;
}

/** How many nodes a command may be sent to until the right one answers. */
const MOST_REDIRECTIONS = 4;

/** How long a socket may take to end before it is destroyed; a timer of ioredis keeps the process alive until then. Milliseconds. */
const DISCONNECT_WITHIN = 100;

/** Options that take from a client all that makes it wait, retry or keep the process alive. */
function ownOptions(timeout: number): object {
  return {
    enableOfflineQueue: false,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    lazyConnect: true,
    connectTimeout: timeout,
    disconnectTimeout: DISCONNECT_WITHIN,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    reconnectOnError: null,
    enableAutoPipelining: false,
    keyPrefix: '',
    stringNumbers: false,
    monitor: false,
    readOnly: false,
  };
}

/** Options of a Cluster to the same end. */
function ownClusterOptions(timeout: number, given: object): object {
  const redisOptions: unknown = Reflect.get(given, 'redisOptions');
  // A Cluster takes no lazy nodes: it connects when its connect() is called.
  const { lazyConnect, ...nodes } = { lazyConnect: true, ...ownOptions(timeout) };
  return {
    enableOfflineQueue: false,
    lazyConnect,
    clusterRetryStrategy: () => null,
    maxRedirections: MOST_REDIRECTIONS,
    scaleReads: 'master',
    slotsRefreshTimeout: timeout,
    enableAutoPipelining: false,
    keyPrefix: '',
    redisOptions: { ...(isRecord(redisOptions) ? redisOptions : {}), ...nodes },
  };
}

/** Opens a connection like the one of a client that the application uses, which is left alone. */
export async function openIoredis(like: IoredisLike, opening: Opening): Promise<RedisClient> {
  const { timeout, signal, onTrouble } = opening;
  const client =
    like.isCluster === true
      ? like.duplicate([], ownClusterOptions(timeout, like.options))
      : like.duplicate(ownOptions(timeout));
  // Listened to for good: an `error` event without a listener would end the process.
  for (const event of ['error', 'end', 'close']) client.on(event, onTrouble);
  unrefSockets(client);
  const disconnect = (): void => {
    if (client.status !== 'end') client.disconnect();
  };
  signal.addEventListener('abort', disconnect);
  try {
    await client.connect();
  } catch (error) {
    disconnect();
    throw error;
  }
  return {
    get isReady() {
      return client.status === 'ready';
    },
    send: (_key, [name = '', ...args]) => client.call(name, ...args),
    destroy: disconnect,
  };
}

/** Sockets must not keep the process alive. */
function unrefSockets(client: IoredisLike): void {
  const unref = (connected: object): void => {
    const stream: unknown = Reflect.get(connected, 'stream');
    if (isObject(stream)) callMethod(stream, 'unref');
  };
  client.on('connect', () => unref(client));
  // The nodes of a Cluster are clients of their own.
  client.on('+node', (node) => {
    if (isObject(node)) callMethod(node, 'on', 'connect', () => unref(node));
  });
}
