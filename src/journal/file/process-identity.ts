import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Identifies a process, so that other processes can determine whether it still runs. */
export interface ProcessIdentity {
  /** The machine; on Linux also its boot and its PID namespace, because each container has its own. */
  readonly machine: string;
  /** `0`: no process, because the owner has released it. */
  readonly pid: number;
  /** When it started, in the system's units; distinguishes it from a later process with the same id. `'0'` if unknown. */
  readonly startedAt: string;
}

/** Whether a process runs; `unknown` if it is not visible from here, e.g. on another machine. */
type Life = 'alive' | 'dead' | 'unknown';

const UNKNOWN_START = '0';

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { machine: ownMachine(), pid: process.pid, startedAt: startOf(process.pid) ?? UNKNOWN_START };
}

/** The identity for a file that its process has released. */
export function released({ machine }: ProcessIdentity): ProcessIdentity {
  return { machine, pid: 0, startedAt: UNKNOWN_START };
}

/** Whether a process runs, as far as `self` can see. */
export function lifeOf({ machine, pid, startedAt }: ProcessIdentity, self: ProcessIdentity): Life {
  if (pid === 0) return 'dead';
  if (machine !== self.machine) return 'unknown';
  if (!exists(pid)) return 'dead';
  const start = startOf(pid);
  if (start === undefined || startedAt === UNKNOWN_START) return 'unknown';
  return start === startedAt ? 'alive' : 'dead';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A missing permission to signal it proves that it exists.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** When a process started, in clock ticks since boot (proc(5), `/proc/pid/stat`, field 22); `undefined` if unavailable. */
function startOf(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie no longer runs.
  if (state === 'Z' || state === 'X') return '';
  return rest[18];
}

function ownMachine(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const processes = read(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update([hostname(), boot, processes].join('\n')).digest('hex').slice(0, 12);
}

/** Reads a file that exists only on Linux and that a container may hide. */
function read(file: () => string): string {
  try {
    return file();
  } catch {
    return '';
  }
}
