import { Redis } from 'ioredis';

/** Milliseconds. */
const ANSWERS_WITHIN = 2_000;

/** Does something with a Redis over a connection of its own. @throws Error if it cannot be reached */
export async function withRedis<Result>(url: string, use: (redis: Redis) => Promise<Result>): Promise<Result> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: ANSWERS_WITHIN,
    commandTimeout: ANSWERS_WITHIN,
    retryStrategy: () => null,
  });
  let problem: Error | undefined;
  redis.on('error', (error) => (problem = error));
  try {
    await redis.connect();
    return await use(redis);
  } catch (error) {
    // The client rejects with "Connection is closed"; the reason is in its event.
    throw problem ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Why a Redis cannot be used; `undefined` if it answers. */
export async function whyUnreachable(url: string): Promise<string | undefined> {
  try {
    await withRedis(url, (redis) => redis.ping());
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
