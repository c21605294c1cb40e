import type { Clock } from '../../time/clock.js';
import type { SandboxFault } from '../faults/sandbox-fault.js';
import type { SandboxHeartbeat } from '../platform/endpoint.js';
import type { SandboxAlert } from '../register/sandbox-alert.js';
import type { InboxHeartbeat, InboxSource } from './inbox-source.js';

/** The parts of a sandbox that the page shows and changes. */
interface ShownSandbox {
  readonly alerts: readonly SandboxAlert[];
  readonly heartbeats: readonly SandboxHeartbeat[];
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

function heartbeatsOf({ heartbeats }: ShownSandbox): InboxHeartbeat[] {
  const lastPings = new Map(heartbeats.map(({ name, at }) => [name, at]));
  return [...lastPings].map(([name, lastPingAt]) => ({ name, lastPingAt, interval: undefined, expired: false }));
}
