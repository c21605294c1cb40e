import { fleetScript } from './script.js';

/** A rogue program that opens one alias after the other must not fill Redis. Far more than people can look at. */
export const MOST_RECORDS = 1_000;
/** An alert names a few instances, and says how many there are. */
export const MOST_LOCALS = 100;
/** More openings than this within a minute are a storm in any case. */
export const MOST_OPENINGS = 100;

/**
 * One operation on the record of one alias.
 *
 * Arguments after the common ones: type of the operation, alias, length of a tombstone, time that counts as lately, epoch, id of the
 * incident, data, and three numbers that depend on the type. For `adopt` the data is the whole record.
 */
export const RECORD = fleetScript(`
local type, alias, tombstone, lately = ARGV[4], ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local epoch, incident, data = tonumber(ARGV[8]), ARGV[9], ARGV[10]
local first, second, third = tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13])

local text = redis.call('HGET', a, alias)
local record = text and cjson.decode(text)
local opened_lately = 0

local function save()
  text = cjson.encode(record)
  redis.call('HSET', a, alias, text)
  rise('records')
  redis.call('HSET', meta, 'aliases', int(redis.call('HLEN', a)))
  for _, key in ipairs({ a, meta }) do redis.call('EXPIRE', key, 86400) end
end
local function answer(because)
  return { int(now), because and '0' or '1', because or '', text or '', int(opened_lately) }
end
local function done()
  save()
  return answer()
end
local function next_epoch(least)
  local risen = math.max((tonumber(redis.call('HGET', meta, 'epoch')) or 0) + 1, now, (least or 0) + 1)
  redis.call('HSET', meta, 'epoch', int(risen))
  return risen
end
local function make_room()
  if text or redis.call('HLEN', a) < ${MOST_RECORDS} then return true end
  local found = redis.call('HGETALL', a)
  for i = 1, #found, 2 do
    if cjson.decode(found[i + 1]).state == 'closed' then redis.call('HDEL', a, found[i]) end
  end
  return redis.call('HLEN', a) < ${MOST_RECORDS}
end
local function purge_by(time)
  local purge = tonumber(redis.call('HGET', meta, 'purge'))
  redis.call('HSET', meta, 'purge', int(math.min(purge or math.huge, time)))
end
local function count_openings(adds)
  local times = {}
  for time in string.gmatch(redis.call('HGET', meta, 'openings') or '', '%d+') do
    if tonumber(time) > now - lately then times[#times + 1] = time end
  end
  if adds then times[#times + 1] = int(now) end
  while #times > ${MOST_OPENINGS} do table.remove(times, 1) end
  redis.call('HSET', meta, 'openings', table.concat(times, ' '))
  opened_lately = #times
end
local function new_record()
  return {
    alias = alias, epoch = 0, state = 'firing', speaker = me, incidentId = incident, openedAt = now, notifiedAt = 0,
    recoveringSince = 0, closedAt = 0, openings = 1, firstOpenedAt = now, locals = {}, data = data,
  }
end

if type == 'open' then
  if not alive(me) then return answer('lease') end
  if record and record.state == 'closing' then
    record.state, record.notifiedAt, record.recoveringSince = 'firing', 0, 0
    save()
    return answer('exists')
  end
  if record and record.state == 'firing' then
    if record.speaker ~= me or record.incidentId ~= incident then return answer('exists') end
    count_openings(false)
    return answer()
  end
  if not make_room() then return answer('full') end
  local earlier = record
  record = new_record()
  if first > 0 then record.openedAt = math.min(first, now) end
  record.firstOpenedAt = record.openedAt
  if second == 1 then record.notifiedAt = now end
  if earlier and now - earlier.closedAt <= tombstone then
    record.openings, record.firstOpenedAt = earlier.openings + 1, earlier.firstOpenedAt
  end
  record.epoch = next_epoch(earlier and earlier.epoch)
  count_openings(true)
  return done()
end

if type == 'hold' then
  if not alive(me) then return answer('lease') end
  if record and record.speaker == me and record.state == 'firing' then return answer() end
  if record and record.state ~= 'closed' and alive(record.speaker) then return answer('held') end
  if not make_room() then return answer('full') end
  local before = record and record.epoch
  record = new_record()
  record.epoch = next_epoch(before)
  return done()
end

if type == 'adopt' then
  local adopted = cjson.decode(data)
  if record and (record.state ~= 'closed' or record.epoch >= adopted.epoch) then return answer('exists') end
  if not make_room() then return answer('full') end
  record = adopted
  local known = tonumber(redis.call('HGET', meta, 'epoch')) or 0
  redis.call('HSET', meta, 'epoch', int(math.max(known, record.epoch)))
  if record.state == 'closed' then purge_by(record.closedAt + tombstone) end
  return done()
end

if not record then return answer('absent') end

if type == 'take' then
  if record.state == 'closed' then return answer('state') end
  if not alive(me) then return answer('lease') end
  if record.speaker == me then return answer() end
  if alive(record.speaker) then return answer('held') end
  record.speaker, record.epoch = me, next_epoch(record.epoch)
  return done()
end

if type == 'local' then
  if record.state == 'closed' or record.incidentId ~= incident then return answer('state') end
  local known = 0
  for id, sight in pairs(record.locals) do
    if sight[1] <= now then record.locals[id] = nil else known = known + 1 end
  end
  if first <= 0 then record.locals[me] = nil
  elseif record.locals[me] or known < ${MOST_LOCALS} then record.locals[me] = { now + first, second, third } end
  return done()
end

if type == 'refire' then
  if record.state ~= 'closing' or record.incidentId ~= incident then return answer('state') end
  record.state, record.notifiedAt, record.recoveringSince = 'firing', 0, 0
  return done()
end

if record.epoch ~= epoch or record.speaker ~= me then return answer('epoch') end

if type == 'closed' then
  if record.state == 'closed' then return answer() end
  if record.state ~= 'closing' then return answer('state') end
  record.state, record.closedAt, record.recoveringSince, record.locals = 'closed', now, 0, {}
  purge_by(now + tombstone)
  return done()
end

if record.state == 'closed' then return answer('state') end
if not alive(me) then return answer('lease') end

if type == 'notified' then
  record.notifiedAt, record.data = now, data
elseif type == 'recovering' then
  local since = 0
  if first > 0 then since = record.recoveringSince > 0 and record.recoveringSince or math.min(first, now) end
  if since == record.recoveringSince then return answer() end
  record.recoveringSince = since
elseif type == 'closing' then
  record.state, record.data = 'closing', data
else
  return redis.error_reply('ERR unknown operation')
end
return done()
`);
