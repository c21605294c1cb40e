export type { AlertCondition } from '../sandbox/register/alert-condition.js';
export { AlertRegister } from '../sandbox/register/alert-register.js';
export type { SandboxHeartbeat } from '../sandbox/platform/endpoint.js';
export type { ExpectedHeartbeat } from '../sandbox/register/heartbeat-register.js';
export { OpsgenieSandbox, type SandboxEvents } from '../sandbox/opsgenie-sandbox.js';
export type { ReceivedRequest } from '../sandbox/http/received-request.js';
export type {
  AlertAction,
  AlertChange,
  AlertCreation,
  AlertIdentifier,
  AlertResult,
  SandboxAlert,
  SandboxNote,
} from '../sandbox/register/sandbox-alert.js';
export type {
  DelayFault,
  DisabledFault,
  DropFault,
  FaultScope,
  RateLimitFault,
  SandboxFault,
  SilenceFault,
  StatusFault,
} from '../sandbox/faults/sandbox-fault.js';
export type { SandboxOptions } from '../sandbox/sandbox-options.js';
export { RecordingOpsgenieService } from './recording-opsgenie-service.js';
export { VirtualClock } from './virtual-clock.js';
export type { Clock, Timer } from '../time/clock.js';
export type { Duration } from '../time/duration.js';
