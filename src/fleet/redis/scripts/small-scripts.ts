import { fleetScript } from './script.js';

/** More at once are a program's mistake; the oldest give way. */
export const MOST_MUTES = 100;

/** Arguments after the common ones: id and milliseconds. */
export const MUTE = fleetScript(`
local id, milliseconds = ARGV[4], tonumber(ARGV[5])
local kept = {}
for other, ends in string.gmatch(redis.call('HGET', meta, 'mutes') or '', '(%S+) (%d+)') do
  if other ~= id and tonumber(ends) > now then kept[#kept + 1] = other .. ' ' .. ends end
end
if milliseconds > 0 then kept[#kept + 1] = id .. ' ' .. int(now + milliseconds) end
while #kept > ${MOST_MUTES} do table.remove(kept, 1) end
redis.call('HSET', meta, 'mutes', table.concat(kept, ' '))
rise('records')
redis.call('EXPIRE', meta, 86400)
return '1'
`);

/** Processes that keep more than their share for themselves delay the others by this much at most. Milliseconds. */
const MOST_DEBT = 60_000;

/**
 * Arguments after the common ones: tokens used already, tokens wanted, the time that brings one token in milliseconds, burst. The state is
 * when all are back. What is used already is subtracted even where there is none left.
 */
export const RESERVE = fleetScript(`
local used, wanted, interval, burst = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local most = now + burst * interval + ${MOST_DEBT}
local full = math.min(math.max(now, tonumber(redis.call('HGET', meta, 'tokens')) or 0) + used * interval, most)
local granted = math.max(0, math.min(wanted, math.floor(burst - (full - now) / interval)))
redis.call('HSET', meta, 'tokens', int(math.ceil(full + granted * interval)))
redis.call('EXPIRE', meta, 86400)
return int(granted)
`);

/** No arguments but the common ones. */
export const LEAVE = fleetScript(`
redis.call('ZREM', m, me)
redis.call('HDEL', meta, 'refused:' .. me)
if redis.call('HDEL', q, me) == 1 then
  rise('members')
  redis.call('EXPIRE', meta, 86400)
end
return '1'
`);
