import type { SandboxFault } from '../../src/testing/index.js';
import type { VirtualClock } from '../../src/testing/virtual-clock.js';

/** Faults of the platform or of the connection to it. */
export interface PlatformFault {
  readonly title: string;
  /** `refused`: nothing listens there. */
  readonly fault: SandboxFault | 'refused';
  /** How long an attempt hangs before it ends, in milliseconds. @defaultValue 0 */
  readonly hangs?: number;
  /** Whether requests take effect although the application gets no answer. */
  readonly takesEffect?: true;
  /** Whether the application learns that its alerts were accepted: the platform is only slow. */
  readonly isHeard?: true;
  /** A jump of the system clock during the fault. */
  readonly meanwhile?: (clock: VirtualClock) => void;
}

const DAY = 86_400_000;
/** The timeout of one attempt, in milliseconds. */
const ATTEMPT_TIMEOUT = 5_000;

export const PLATFORM_FAULTS: readonly PlatformFault[] = [
  { title: 'is slow', fault: { delay: '4s' }, hangs: 4_000, takesEffect: true, isHeard: true },
  { title: 'answers after we gave up', fault: { delay: '20s' }, hangs: ATTEMPT_TIMEOUT, takesEffect: true },
  { title: 'never answers', fault: { silent: true }, hangs: ATTEMPT_TIMEOUT },
  { title: 'refuses connections', fault: 'refused' },
  { title: 'breaks the connection before it processes the request', fault: { drop: 'before' } },
  { title: 'breaks the connection after it processed the request', fault: { drop: 'after' }, takesEffect: true },
  {
    title: 'breaks the connection in the middle of its answer',
    fault: { drop: 'mid-body' },
    takesEffect: true,
    isHeard: true,
  },
  { title: 'answers 429 with seconds', fault: { rateLimited: { retryAfterSeconds: 20 } } },
  { title: 'answers 429 with a date', fault: { rateLimited: { retryAt: new Date('2026-01-01T00:05:00Z') } } },
  { title: 'answers 429 with a period', fault: { rateLimited: { periodInSeconds: 60 } } },
  { title: 'answers 429 without a hint', fault: { rateLimited: {} } },
  { title: 'answers 429 with an invalid hint', fault: { status: 429, headers: { 'retry-after': 'soon' } } },
  { title: 'answers 500', fault: { status: 500 } },
  { title: 'answers 500 with an empty body', fault: { status: 500, body: '' } },
  { title: 'answers 503 with Retry-After', fault: { status: 503, headers: { 'retry-after': '30' } } },
  { title: 'is behind a proxy that answers 502 in HTML', fault: { status: 502, body: '<html>Bad Gateway</html>' } },
  { title: 'is behind a proxy that answers 404 in HTML', fault: { status: 404, body: '<html>No backend</html>' } },
  { title: 'is behind a login page that answers 200', fault: { status: 200, body: '<html>Log in</html>' } },
  { title: 'is behind a server that answers 200 with an empty body', fault: { status: 200, body: '' } },
  {
    title: 'is behind a login page that redirects',
    fault: { status: 302, body: '', headers: { location: 'https://login.example.com/' } },
  },
  { title: 'refuses the key until it is fixed', fault: { status: 401, body: { message: 'Could not authenticate' } } },
  { title: 'forbids the key until it is fixed', fault: { status: 403, body: { message: 'Forbidden' } } },
  {
    title: 'answers 500 while the clock jumps ahead',
    fault: { status: 500 },
    meanwhile: (clock) => clock.jumpWall(DAY),
  },
  {
    title: 'answers 429 with a date while the clock jumps back',
    fault: { rateLimited: { retryAt: new Date('2026-01-01T00:05:00Z') } },
    meanwhile: (clock) => clock.jumpWall(-DAY),
  },
];
