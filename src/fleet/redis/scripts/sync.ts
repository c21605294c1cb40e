import { fleetScript } from './script.js';

/** A new era begins where the clock is more than this many buckets behind the stored one. */
const MOST_BUCKETS_BACK = 5;
/** A longer history is coarser. Its size is bounded by this number of spans, and by the number of series. */
export const HISTORY_SPANS = 120;

/**
 * One sync of one process.
 *
 * Arguments after the common ones: sequence, era and bucket of the cursor (empty: the whole history), version of records, version of
 * members, length of a bucket, of the fine history, of being listed as lost, of a tombstone, of the coarse history, most series, uptime,
 * version and name of the process; then pairs of series and count.
 *
 * The score in `m` is when the lease of a process ends: it is as long as the time until its next sync asks for, which the process takes from
 * the number in this reply. An entry of `q` is `sequence|startedAt|lostAt|version|name`.
 */
export const SYNC = fleetScript(`
local sequence, era_read, bucket_read, records_read, members_read = ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7], ARGV[8]
local width, fine, listed, tombstone, asked = tonumber(ARGV[9]), tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13])
local most, uptime, who = tonumber(ARGV[14]), tonumber(ARGV[15]), ARGV[16] .. '|' .. ARGV[17]
local FIRST_PAIR = 18

local state = redis.call('HMGET', meta, 'era', 'bucket', 'coarse', 'history', 'records', 'members', 'aliases', 'purge')
local era, bucket, coarse_from, history = tonumber(state[1]), tonumber(state[2]), tonumber(state[3]), tonumber(state[4])
local records, members, aliases, purge = state[5], state[6], state[7], tonumber(state[8])
local current = math.floor(now / width)

if not era or not bucket or not coarse_from or current < bucket - ${MOST_BUCKETS_BACK} then
  redis.call('DEL', w, s, cw, c)
  era, bucket, coarse_from, history = now, current, current * width, 0
  local latest = int(lease_ends())
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', m, '(' .. latest, '+inf')) do redis.call('ZADD', m, latest, id) end
  redis.call('HSET', meta, 'era', int(era), 'bucket', int(bucket), 'coarse', int(coarse_from), 'history', '0')
end
current = math.max(current, bucket)
if not history or history < asked then
  history = asked
  redis.call('HSET', meta, 'history', int(history))
end

if current > bucket then
  local sums = redis.call('HGETALL', w)
  if #sums > 0 then
    redis.call('HSET', s, int(bucket), table.concat(sums, ' '))
    local room = redis.call('HLEN', cw) + #sums / 2 <= most
    for i = 1, #sums, 2 do
      if room or redis.call('HEXISTS', cw, sums[i]) == 1 then redis.call('HINCRBY', cw, sums[i], sums[i + 1]) end
    end
    redis.call('DEL', w)
  end
  for _, old in ipairs(redis.call('HKEYS', s)) do
    if old * width < current * width - fine then redis.call('HDEL', s, old) end
  end
  bucket = current
  redis.call('HSET', meta, 'bucket', int(bucket))
  local span = math.max(width, math.floor(history / ${HISTORY_SPANS}))
  if current * width - coarse_from >= span then
    local coarse = redis.call('HGETALL', cw)
    if #coarse > 0 then
      redis.call('HSET', c, int(coarse_from) .. '-' .. int(current * width), table.concat(coarse, ' '))
      redis.call('DEL', cw)
    end
    coarse_from = current * width
    redis.call('HSET', meta, 'coarse', int(coarse_from))
    for _, old in ipairs(redis.call('HKEYS', c)) do
      if tonumber(string.match(old, '%d+$')) <= now - history - span then redis.call('HDEL', c, old) end
    end
  end
end

local mine = redis.call('HGET', q, me)
local last, started, lost = nil, nil, nil
if mine then last, started, lost = string.match(mine, '^(%d+)|(%d+)|(%d+)|') end
local refused = {}
if last ~= sequence then
  local pairs_given = (#ARGV - FIRST_PAIR + 1) / 2
  local room = redis.call('HLEN', w) + pairs_given <= most
  local size = not room and redis.call('HLEN', w)
  for i = FIRST_PAIR, #ARGV, 2 do
    if room then
      redis.call('HINCRBY', w, ARGV[i], ARGV[i + 1])
    elseif redis.call('HEXISTS', w, ARGV[i]) == 1 then
      redis.call('HINCRBY', w, ARGV[i], ARGV[i + 1])
    elseif size < most then
      size = size + 1
      redis.call('HINCRBY', w, ARGV[i], ARGV[i + 1])
    else
      refused[#refused + 1] = ARGV[i]
    end
  end
  if #refused > 0 then redis.call('HSET', meta, 'refused:' .. me, table.concat(refused, ' '))
  else redis.call('HDEL', meta, 'refused:' .. me) end
else
  for series in string.gmatch(redis.call('HGET', meta, 'refused:' .. me) or '', '%S+') do refused[#refused + 1] = series end
end

local joined = not redis.call('ZSCORE', m, me)
redis.call('ZADD', m, '+inf', me)
redis.call('HSET', q, me, sequence .. '|' .. (started or int(math.max(0, now - uptime))) .. '|0|' .. who)
local changed = joined or not mine or lost ~= '0'
for _, id in ipairs(redis.call('ZRANGEBYSCORE', m, '-inf', int(now))) do
  redis.call('ZREM', m, id)
  local entry = redis.call('HGET', q, id)
  if entry then redis.call('HSET', q, id, (string.gsub(entry, '^(%d+|%d+)|%d+|', '%1|' .. int(now) .. '|', 1))) end
  purge = math.min(purge or math.huge, now + listed)
  redis.call('HSET', meta, 'purge', int(purge))
  changed = true
end
redis.call('ZADD', m, int(lease_ends()), me)

if purge and purge <= now then
  local upcoming = math.huge
  local entries = redis.call('HGETALL', q)
  for i = 1, #entries, 2 do
    local gone = tonumber(string.match(entries[i + 1], '^%d+|%d+|(%d+)|') or '1')
    if gone > 0 and gone + listed <= now then
      redis.call('HDEL', q, entries[i])
      redis.call('HDEL', meta, 'refused:' .. entries[i])
      changed = true
    elseif gone > 0 then
      upcoming = math.min(upcoming, gone + listed)
    end
  end
  local found = redis.call('HGETALL', a)
  for i = 1, #found, 2 do
    local record = cjson.decode(found[i + 1])
    if record.state == 'closed' then
      if record.closedAt + tombstone <= now then redis.call('HDEL', a, found[i])
      else upcoming = math.min(upcoming, record.closedAt + tombstone) end
    end
  end
  if upcoming < math.huge then redis.call('HSET', meta, 'purge', int(upcoming)) else redis.call('HDEL', meta, 'purge') end
end

local size = int(redis.call('HLEN', a))
if not records or size ~= (aliases or '0') then
  redis.call('HSET', meta, 'aliases', size)
  records = int(rise('records'))
end
if changed or not members then members = int(rise('members')) end
renew()

local is_same_era = era_read == int(era)
local sealed, coarse, current_coarse = {}, {}, {}
if era_read == '' then
  sealed, coarse, current_coarse = redis.call('HGETALL', s), redis.call('HGETALL', c), redis.call('HGETALL', cw)
else
  local oldest = math.ceil((current * width - fine) / width)
  local from = is_same_era and math.max(bucket_read + 1, oldest) or oldest
  if from < current then
    local names = {}
    for number = from, current - 1 do names[#names + 1] = int(number) end
    local texts = redis.call('HMGET', s, unpack(names))
    for i, name in ipairs(names) do
      if texts[i] then
        sealed[#sealed + 1] = name
        sealed[#sealed + 1] = texts[i]
      end
    end
  end
end
local all_records, mutes = {}, ''
if not (is_same_era and records == records_read) then
  all_records = redis.call('HVALS', a)
  mutes = redis.call('HGET', meta, 'mutes') or ''
end
local all_members = {}
if not (is_same_era and members == members_read) then all_members = redis.call('HGETALL', q) end
return {
  int(now), int(era), int(current - 1), redis.call('ZCARD', m), refused, sealed, int(coarse_from), coarse, current_coarse,
  records, all_records, mutes, members, all_members,
}
`);
