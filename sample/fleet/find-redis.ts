import { DrillError } from './drill-error.js';
import type { DrillRedis } from './drill-redis.js';
import { GivenRedis } from './given-redis.js';
import { StartedRedis } from './started-redis.js';

const HOW_TO_GET_ONE = `Do one of these, and run it again:
  - install it: \`apt-get install redis-server\`, \`brew install redis\`. The drill starts it itself, on a free port;
  - start it in a container, and say where it is:
      docker run --rm --detach --publish 6379:6379 redis
      REDIS_URL=redis://127.0.0.1:6379 npm run sample:fleet`;

/**
 * The Redis at `REDIS_URL`, or one that is started here.
 *
 * @param given the value of `REDIS_URL`
 * @param prefix of all keys of the drill
 * @throws DrillError if there is none; it says what to do
 */
export async function findRedis(given: string | undefined, prefix: string): Promise<DrillRedis> {
  if (given !== undefined) return GivenRedis.at(given, prefix);
  const started = await StartedRedis.start();
  if (started !== undefined) return started;
  throw new DrillError(`This drill needs Redis, and there is no redis-server on this machine. ${HOW_TO_GET_ONE}`);
}
