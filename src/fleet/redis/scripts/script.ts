import { createHash } from 'node:crypto';

import { LEASE_PER_INSTANCE, MOST_LEASE_STRETCH } from '../../fleet-pace.js';

/** A Lua script that runs inside Redis, where nothing can come between its commands. */
export interface Script {
  readonly source: string;
  /** By which Redis finds a script that it has run before. */
  readonly digest: string;
}

/**
 * What all scripts of the fleet begin with: the eight keys by name, the server's time, and the arguments that are common to all.
 *
 * Numbers in Lua are doubles, and Lua writes large ones in exponential form; `int` writes all digits. Counts are never numbers in Lua.
 * Versions are at least the time, so that they rise even after the keys were deleted.
 */
const PRELUDE = `
local w, s, cw, c, m, q, a, meta = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local now = tonumber(ARGV[1])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000)
end
local me = ARGV[2]
local lease = tonumber(ARGV[3])
local function int(number) return string.format('%.0f', number) end
local function rise(field)
  local version = math.max((tonumber(redis.call('HGET', meta, field)) or 0) + 1, now)
  redis.call('HSET', meta, field, int(version))
  return version
end
local function lease_ends()
  return now + math.min(math.max(lease, ${LEASE_PER_INSTANCE} * redis.call('ZCARD', m)), ${MOST_LEASE_STRETCH} * lease)
end
local function alive(id)
  local ends = redis.call('ZSCORE', m, id)
  return ends and tonumber(ends) > now
end
local function renew()
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, 86400) end
end
`;

/** A script over the keys of the fleet. */
export function fleetScript(body: string): Script {
  return script(PRELUDE + body);
}

/** Makes a script of its text. */
export function script(text: string): Script {
  const source = text.trim();
  return { source, digest: createHash('sha1').update(source).digest('hex') };
}
