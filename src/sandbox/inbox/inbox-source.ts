import type { Clock } from '../../time/clock.js';
import type { SandboxFault } from '../faults/sandbox-fault.js';
import type { AlertRegister } from '../register/alert-register.js';
import type { AlertResult, SandboxAlert } from '../register/sandbox-alert.js';

/** A heartbeat as the page shows it. */
export interface InboxHeartbeat {
  readonly name: string;
  readonly lastPingAt: Date | undefined;
  /** Milliseconds; `undefined` if the sandbox expects no pings of it. */
  readonly interval: number | undefined;
  readonly expired: boolean;
}

/** What the page needs of the sandbox. */
export interface InboxSource {
  readonly clock: Clock;
  readonly alerts: readonly SandboxAlert[];
  readonly heartbeats: readonly InboxHeartbeat[];
  /** The active fault. */
  readonly fault: SandboxFault | undefined;
  setFault(fault: SandboxFault | undefined): void;
  /** Changes alerts like a person, past faults and keys. */
  act(change: (register: AlertRegister) => AlertResult): AlertResult;
}
