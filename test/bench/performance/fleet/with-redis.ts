import { hasServer, RedisServer } from '../../../fleet/redis-server.js';

/** Whether a Redis can be started. */
export { hasServer };

/** Runs a Redis for the duration of a callback. */
export async function withRedis<Result>(use: (redis: RedisServer) => Promise<Result>): Promise<Result> {
  const redis = await RedisServer.start();
  try {
    return await use(redis);
  } finally {
    redis.resume();
    await redis.stop();
  }
}

/** What a Redis has used so far. */
export interface RedisUse {
  /** CPU time in milliseconds. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  readonly received: number;
  readonly sent: number;
}

export async function useOf(redis: RedisServer): Promise<RedisUse> {
  const info = await redis.run('INFO', 'everything');
  const read = (name: string): number => {
    const [, value] = new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info) ?? [];
    if (value === undefined) throw new Error(`Redis does not report ${name}.`);
    return Number(value);
  };
  return {
    cpu: 1_000 * (read('used_cpu_user') + read('used_cpu_sys')),
    memory: read('used_memory'),
    received: read('total_net_input_bytes'),
    sent: read('total_net_output_bytes'),
  };
}
