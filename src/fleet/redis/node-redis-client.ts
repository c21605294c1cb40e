import { isObject, isRecord } from '../../text/guarded-read.js';
import { callMethod } from './call-method.js';
import type { Opening, RedisClient } from './redis-client.js';

/** What of a client of node-redis is used, whichever version it is; `sendCommand` differs between a server, a Cluster and Sentinel. */
export interface NodeRedisLike {
  readonly isOpen: boolean;
  readonly isReady?: boolean;
  connect(): Promise<unknown>;
  sendCommand(...args: unknown[]): Promise<unknown>;
  on(event: string, listener: (argument: unknown) => void): unknown;
  duplicate(overrides: object): NodeRedisLike;
}

type Shape = 'server' | 'cluster' | 'sentinel';

/** How many nodes a command may be sent to until the right one answers. */
const MOST_REDIRECTIONS = 4;
/** A client that gets no answers must not collect commands. */
const LONGEST_QUEUE = 1_000;

/** Opens a connection like the one of a client that the application uses, which is left alone. */
export async function openNodeRedis(like: NodeRedisLike, opening: Opening): Promise<RedisClient> {
  const { timeout, signal, onTrouble } = opening;
  const shape = shapeOf(like);
  const client = like.duplicate(ownOptions(shape, like, timeout));
  // Listened to for good: an `error` event without a listener would end the process.
  for (const event of ['error', 'end', 'disconnect', 'node-error']) client.on(event, onTrouble);
  for (const event of ['connect', 'ready', 'node-connect', 'node-ready']) client.on(event, () => unrefSockets(client));
  signal.addEventListener('abort', () => destroy(client));
  try {
    await client.connect();
  } catch (error) {
    destroy(client);
    throw error;
  }
  unrefSockets(client);
  return {
    get isReady() {
      return client.isReady ?? client.isOpen;
    },
    send: (key, command) => {
      if (shape === 'cluster') return client.sendCommand(key, false, command);
      return shape === 'sentinel' ? client.sendCommand(false, command) : client.sendCommand(command);
    },
    destroy: () => destroy(client),
  };
}

function shapeOf(client: NodeRedisLike): Shape {
  if ('masters' in client && Array.isArray(client.masters)) return 'cluster';
  return 'getSentinelNode' in client ? 'sentinel' : 'server';
}

/** Options that take from a client all that makes it wait, retry or keep the process alive. */
function ownOptions(shape: Shape, like: NodeRedisLike, timeout: number): object {
  const own = (given: unknown): object => {
    const options = isRecord(given) ? given : {};
    const socket = isRecord(options['socket']) ? options['socket'] : {};
    return {
      ...options,
      socket: { ...socket, connectTimeout: timeout, reconnectStrategy: false },
      disableOfflineQueue: true,
      commandsQueueMaxLength: LONGEST_QUEUE,
      pingInterval: undefined,
      clientSideCache: undefined,
    };
  };
  // The options of Sentinel cannot be read, so none of their parts can be replaced without losing a password. A call has a timeout anyway.
  if (shape === 'sentinel') return {};
  const given = optionsOf(like);
  if (shape === 'server') return own(given);
  return { defaults: own(given['defaults']), maxCommandRedirections: MOST_REDIRECTIONS, useReplicas: false };
}

/** Where the versions of node-redis have the options of a client. */
function optionsOf(client: NodeRedisLike): Record<string, unknown> {
  for (const name of ['options', '_options']) {
    const options: unknown = Reflect.get(client, name);
    if (isRecord(options)) return options;
  }
  return {};
}

/** Sockets must not keep the process alive. */
function unrefSockets(client: NodeRedisLike): void {
  callMethod(client, 'unref');
  for (const nodes of ['masters', 'replicas']) {
    const found: unknown = Reflect.get(client, nodes);
    if (!Array.isArray(found)) continue;
    for (const node of found) {
      if (!isObject(node)) continue;
      const connected: unknown = Reflect.get(node, 'client');
      if (isObject(connected)) callMethod(connected, 'unref');
    }
  }
}

function destroy(client: NodeRedisLike): void {
  // Older versions have only the other name. Both throw if it is closed already.
  if (!callMethod(client, 'destroy')) callMethod(client, 'disconnect');
}
