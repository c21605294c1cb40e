export type { AlertCondition } from './register/alert-condition.js';
export { AlertRegister } from './register/alert-register.js';
export type { SandboxHeartbeat } from './platform/endpoint.js';
export { OpsgenieSandbox, type SandboxEvents } from './opsgenie-sandbox.js';
export type { ReceivedRequest } from './http/received-request.js';
export type {
  AlertAction,
  AlertChange,
  AlertCreation,
  AlertIdentifier,
  AlertResult,
  SandboxAlert,
  SandboxNote,
} from './register/sandbox-alert.js';
export type {
  DelayFault,
  DisabledFault,
  DropFault,
  FaultScope,
  RateLimitFault,
  SandboxFault,
  SilenceFault,
  StatusFault,
} from './faults/sandbox-fault.js';
export type { SandboxOptions } from './sandbox-options.js';
export { VirtualClock } from './virtual-clock.js';
export type { Clock, Timer } from '../time/clock.js';
export type { Duration } from '../time/duration.js';
