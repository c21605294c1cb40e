import { script } from './script.js';

/** Claims are kept to settle a message once where it stands in two journals. Far more than can be undelivered at once. */
const MOST_CLAIMS = 50_000;
/** As many as the journal on disk remembers, several times over. */
const MOST_CLOSES = 1_000;

/**
 * Keys: own messages, members, those taken over, closes, claims. Arguments: time for tests, own id.
 */
const PRELUDE = `
local own, members, taken, closes, claims = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local now = tonumber(ARGV[1])
if not now then
  local clock = redis.call('TIME')
  now = clock[1] * 1000 + math.floor(clock[2] / 1000)
end
local me = ARGV[2]
local function int(number) return string.format('%.0f', number) end
local function renew()
  for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, 86400) end
end
local function claim(field)
  if redis.call('HLEN', claims) > ${MOST_CLAIMS} then redis.call('DEL', claims) end
  redis.call('HSET', claims, field, me)
end
`;

/**
 * Writes changes, and shows that the process lives. Arguments after the common ones: how many messages it believes to be stored, or `all`
 * where these changes are all that it has; then triples of `set` field value, `del` field '', `close` alias time.
 *
 * Returns `taken` if another process took over, `lost` if what is stored is not what the process believes, otherwise `ok`.
 */
export const WRITE = script(`${PRELUDE}
if redis.call('ZSCORE', taken, me) then return 'taken' end
if ARGV[3] == 'all' then
  redis.call('DEL', own)
elseif redis.call('HLEN', own) ~= tonumber(ARGV[3]) or not redis.call('ZSCORE', members, me) then
  return 'lost'
end
for i = 4, #ARGV, 3 do
  local type, name, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if type == 'set' then
    redis.call('HSET', own, name, value)
  elseif type == 'del' then
    redis.call('HDEL', own, name)
  else
    local known = redis.call('ZSCORE', closes, name)
    if not known or tonumber(known) < tonumber(value) then redis.call('ZADD', closes, value, name) end
  end
end
redis.call('ZREMRANGEBYRANK', closes, 0, -${MOST_CLOSES + 1})
redis.call('ZADD', members, int(now), me)
renew()
return 'ok'
`);

/** Argument after the common ones: patience. Returns the ids of processes that gave no sign of life for so long, and the closes of all. */
export const DEAD = script(`${PRELUDE}
redis.call('ZREMRANGEBYSCORE', taken, '-inf', int(now - 86400000))
return { redis.call('ZRANGEBYSCORE', members, '-inf', int(now - ARGV[3]), 'LIMIT', 0, 10), redis.call('ZRANGE', closes, 0, -1, 'WITHSCORES') }
`);

/**
 * Takes over what a dead process stored. It stays there until {@link DROP}: if this process dies before it has stored it, another one
 * takes over. Key after the common ones: messages of the dead process. Arguments after the common ones: patience, id of the dead process.
 * Returns fields and values.
 */
export const TAKE = script(`${PRELUDE}
local dead, id, patience = KEYS[6], ARGV[4], tonumber(ARGV[3])
local seen = redis.call('ZSCORE', members, id)
if not seen or seen + patience > now then return {} end
local lock = redis.call('HGET', claims, '#' .. id)
local holder, since
if lock then holder, since = string.match(lock, '^(%S+) (%d+)$') end
if holder and holder ~= me and tonumber(since) + patience > now then return {} end
redis.call('HSET', claims, '#' .. id, me .. ' ' .. int(now))
redis.call('ZADD', taken, int(now), id)
local found, moved = redis.call('HGETALL', dead), {}
for i = 1, #found, 2 do
  local owner = redis.call('HGET', claims, found[i])
  if not owner or owner == id or owner == me or owner == holder then
    claim(found[i])
    moved[#moved + 1] = found[i]
    moved[#moved + 1] = found[i + 1]
  end
end
renew()
return moved
`);

/** What a dead process stored was stored again. Keys and arguments as of {@link TAKE}. */
export const DROP = script(`${PRELUDE}
local dead, id = KEYS[6], ARGV[4]
local lock = redis.call('HGET', claims, '#' .. id)
if lock and string.match(lock, '^(%S+) ') == me then
  redis.call('DEL', dead)
  redis.call('ZREM', members, id)
  redis.call('HDEL', claims, '#' .. id)
end
return 'ok'
`);

/** Arguments after the common ones: fields. Returns those that no other process has: they are now this one's. */
export const CLAIM = script(`${PRELUDE}
local mine = {}
for i = 3, #ARGV do
  local owner = redis.call('HGET', claims, ARGV[i])
  if not owner or owner == me then
    claim(ARGV[i])
    mine[#mine + 1] = ARGV[i]
  end
end
renew()
return mine
`);

/** The process ends: others may take over at once. */
export const RELEASE = script(`${PRELUDE}
if redis.call('HLEN', own) == 0 then redis.call('ZREM', members, me)
else redis.call('ZADD', members, 0, me) end
return 'ok'
`);
