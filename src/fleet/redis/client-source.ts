import { createRequire } from 'node:module';

import { isList, isObject, isRecord } from '../../text/guarded-read.js';
import { OpsgenieConfigurationError } from '../../validation/problem.js';
import { openIoredis, type IoredisLike } from './ioredis-client.js';
import { openNodeRedis, type NodeRedisLike } from './node-redis-client.js';
import type { RedisClientSource } from './redis-client.js';

/** Finds out how to open connections. @throws OpsgenieConfigurationError if the package that is needed is not installed */
export function clientSource(redis: string | object): RedisClientSource {
  const place = placeOf(redis);
  if (typeof redis === 'string') return fromAddress(redis, place);
  if (isIoredis(redis)) return { place, open: (opening) => openIoredis(redis, opening) };
  if (isNodeRedis(redis)) return { place, open: (opening) => openNodeRedis(redis, opening) };
  // Those of Sentinel in node-redis 5. Taken for options, it would lead to a Redis that was not configured.
  if (has(redis, 'sendCommand'))
    throw problem('is a client that cannot be duplicated. Give the options that it was made with instead');
  const make = isForNodeRedis(redis) ? nodeRedisOf : ioredisOf;
  // Loaded here, so that a missing package is found at the start.
  const load = required(make === nodeRedisOf ? 'redis' : 'ioredis');
  const client = make(load, redis);
  return clientSourceOf(client, place);
}

function problem(message: string): OpsgenieConfigurationError {
  return new OpsgenieConfigurationError('OpsgenieModule', [{ path: 'fleet.redis', message }]);
}

function isIoredis(value: object): value is IoredisLike {
  return has(value, 'defineCommand') && has(value, 'duplicate') && has(value, 'call');
}

function isNodeRedis(value: object): value is NodeRedisLike {
  return !isIoredis(value) && has(value, 'sendCommand') && has(value, 'duplicate') && has(value, 'connect');
}

const NODE_REDIS_MARKS = ['url', 'socket', 'rootNodes', 'sentinelRootNodes'];

function isForNodeRedis(options: object): boolean {
  return NODE_REDIS_MARKS.some((mark) => mark in options);
}

function has(value: object, method: string): boolean {
  return typeof Reflect.get(value, method) === 'function';
}

function fromAddress(address: string, place: string): RedisClientSource {
  const ioredis = installed('ioredis');
  const client =
    ioredis === undefined
      ? nodeRedisOf(required('redis', '`ioredis` or `redis`'), { url: address })
      : ioredisOf(ioredis, address);
  return clientSourceOf(client, place);
}

function clientSourceOf(client: unknown, place: string): RedisClientSource {
  if (isObject(client) && isIoredis(client)) return { place, open: (opening) => openIoredis(client, opening) };
  if (isObject(client) && isNodeRedis(client)) return { place, open: (opening) => openNodeRedis(client, opening) };
  throw problem('needs another version of its client: `ioredis` or `redis`, 5 or later');
}

/** A client that is never connected: its duplicates are. */
function ioredisOf(ioredis: object, redis: string | object): unknown {
  const lazy = { lazyConnect: true };
  if (typeof redis === 'string') return construct(ioredis, 'Redis', [redis, lazy]);
  if (!('cluster' in redis)) return construct(ioredis, 'Redis', [{ ...redis, ...lazy }]);
  const { cluster, ...options } = redis;
  return construct(ioredis, 'Cluster', [cluster, { ...options, ...lazy }]);
}

/** A client that is never connected: its duplicates are. */
function nodeRedisOf(nodeRedis: object, options: object): unknown {
  if ('sentinelRootNodes' in options) {
    const make = (): unknown => call(nodeRedis, 'createSentinel', options);
    const client = make();
    // Version 5 cannot duplicate it.
    return isObject(client) && !has(client, 'duplicate') ? Object.assign(client, { duplicate: make }) : client;
  }
  return call(nodeRedis, 'rootNodes' in options ? 'createCluster' : 'createClient', options);
}

function call(module: object, name: string, options: object): unknown {
  const found: unknown = Reflect.get(module, name);
  return typeof found === 'function' ? Reflect.apply(found, undefined, [options]) : undefined;
}

function construct(module: object, name: string, args: readonly unknown[]): unknown {
  const found: unknown = Reflect.get(module, name);
  return typeof found === 'function' ? Reflect.construct(found, args) : undefined;
}

function required(name: string, choice = `\`${name}\``): object {
  const found = installed(name);
  if (found !== undefined) return found;
  throw problem(`needs the package ${choice}: install it beside nestjs-opsgenie`);
}

/** An optional peer, loaded only when it is configured; `undefined` if it is not installed. */
function installed(name: string): object | undefined {
  // In a bundle this file has no URL, or one of the build machine; the program itself has one.
  const url: string | undefined = import.meta.url;
  for (const place of [url, process.argv[1]]) {
    try {
      const found: unknown = place === undefined ? undefined : createRequire(place)(name);
      if (isObject(found)) return found;
    } catch {
      // It is not installed there.
    }
  }
  return undefined;
}

/** Where Redis is, for log lines: host and port only. */
function placeOf(redis: string | object): string {
  if (typeof redis === 'string') return URL.canParse(redis) ? placeOf({ url: redis }) : 'Redis';
  const options: unknown = isIoredis(redis) || isNodeRedis(redis) ? Reflect.get(redis, 'options') : redis;
  if (!isRecord(options)) return 'Redis';
  const { url, socket } = options;
  if (typeof url === 'string' && URL.canParse(url)) {
    const { hostname, port } = new URL(url);
    return `Redis at ${hostname}:${port || '6379'}`;
  }
  const { host, port } = isRecord(socket) ? socket : options;
  if (isList(options['sentinels']) || typeof host !== 'string') return 'Redis';
  return `Redis at ${host}:${typeof port === 'number' ? port : 6379}`;
}
