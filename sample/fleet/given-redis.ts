import { CuttableConnection } from './cuttable-connection.js';
import { DrillError } from './drill-error.js';
import type { DrillRedis } from './drill-redis.js';
import { whyUnreachable, withRedis } from './reachable.js';

/**
 * A server that others may use as well: only the shops are cut off from it, and only the keys of the drill are deleted, as if it had lost
 * them in a restart.
 */
export class GivenRedis implements DrillRedis {
  readonly url: string;
  readonly title: string;
  readonly #given: string;
  readonly #prefix: string;
  readonly #connection: CuttableConnection;

  private constructor(given: URL, prefix: string, connection: CuttableConnection) {
    this.title = `the Redis at ${given.host}`;
    this.#given = given.href;
    this.#prefix = prefix;
    this.#connection = connection;
    const own = new URL(given);
    own.host = `127.0.0.1:${connection.port}`;
    this.url = own.href;
  }

  /** @throws DrillError if it cannot be used */
  static async at(address: string, prefix: string): Promise<GivenRedis> {
    const given = URL.canParse(address) ? new URL(address) : undefined;
    if (given?.protocol !== 'redis:' || given.hostname === '')
      throw new DrillError(
        'REDIS_URL must be an address such as redis://127.0.0.1:6379. The drill does not speak TLS.',
      );
    const problem = await whyUnreachable(given.href);
    if (problem !== undefined)
      throw new DrillError(
        `The Redis at ${given.host} (REDIS_URL) cannot be used: ${problem}. Start it, correct REDIS_URL, or unset it: the drill then starts a redis-server of its own.`,
      );
    const host = given.hostname.replaceAll(/[[\]]/g, '');
    return new GivenRedis(given, prefix, await CuttableConnection.to(host, Number(given.port || '6379')));
  }

  async break(): Promise<string> {
    this.#connection.cut();
    await this.#deleteKeys();
    return 'All shops are cut off from Redis, and it loses what they have stored.';
  }

  repair(): Promise<void> {
    this.#connection.mend();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#connection.stop();
    await this.#deleteKeys();
  }

  #deleteKeys(): Promise<void> {
    return withRedis(this.#given, async (redis) => {
      for await (const keys of redis.scanStream({ match: `${this.#prefix}*` }) as AsyncIterable<string[]>)
        if (keys.length > 0) await redis.del(keys);
    });
  }
}
