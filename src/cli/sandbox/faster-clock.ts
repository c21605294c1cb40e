import type { Clock } from '../../time/clock.js';

/** A clock on which time passes faster or slower. It begins at the present of the other one. */
export function fasterClock(clock: Clock, speed: number): Clock {
  if (speed === 1) return clock;
  const [now, wall] = [clock.now(), clock.wall()];
  return {
    now: () => Math.floor(now + (clock.now() - now) * speed),
    wall: () => Math.floor(wall + (clock.wall() - wall) * speed),
    after: (delay, action) => clock.after(delay / speed, action),
  };
}
