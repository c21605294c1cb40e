import type { Clock } from '../../time/clock.js';
import type { SandboxFault } from '../faults/sandbox-fault.js';
import type { SandboxHeartbeat } from '../platform/endpoint.js';
import { type ExpectedHeartbeat, INTERVAL_UNITS } from '../register/heartbeat-register.js';
import type { SandboxAlert } from '../register/sandbox-alert.js';
import type { InboxHeartbeat, InboxSource } from './inbox-source.js';

/** The parts of a sandbox that the page shows and changes. */
interface ShownSandbox {
  readonly alerts: readonly SandboxAlert[];
  readonly heartbeats: readonly SandboxHeartbeat[];
  readonly expectedHeartbeats: readonly ExpectedHeartbeat[];
  fault(fault: SandboxFault | undefined): void;
}

/** Makes a sandbox the source of the page. */
export function inboxSource({
  clock,
  sandbox,
  fault,
  act,
}: {
  readonly clock: Clock;
  readonly sandbox: ShownSandbox;
  readonly fault: () => SandboxFault | undefined;
  readonly act: InboxSource['act'];
}): InboxSource {
  return {
    clock,
    act,
    setFault: (given) => sandbox.fault(given),
    get alerts() {
      return sandbox.alerts;
    },
    get fault() {
      return fault();
    },
    get heartbeats() {
      return heartbeatsOf(sandbox);
    },
  };
}

/** The expected heartbeats first, and then the others that were pinged. */
function heartbeatsOf({ heartbeats, expectedHeartbeats }: ShownSandbox): InboxHeartbeat[] {
  const lastPings = new Map(heartbeats.map(({ name, at }) => [name, at]));
  const expected = expectedHeartbeats.map(({ name, interval, intervalUnit, enabled, expired, lastPingTime }) => {
    lastPings.delete(name);
    const milliseconds = enabled ? interval * INTERVAL_UNITS[intervalUnit] : undefined;
    return { name, lastPingAt: lastPingTime, interval: milliseconds, expired };
  });
  const others = [...lastPings].map(([name, lastPingAt]) => ({
    name,
    lastPingAt,
    interval: undefined,
    expired: false,
  }));
  return [...expected, ...others];
}
