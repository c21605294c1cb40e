import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process something belongs to, so that another process can tell whether it still runs. */
export interface ProcessIdentity {
  /** The machine; on Linux also its boot and its space of process ids, since a container has one of its own. */
  readonly machine: string;
  /** `0` is nobody: the process gave the thing away. */
  readonly pid: number;
  /** When it started, in the system's own count; it tells a process from a later one with the same id. `'0'` where unknown. */
  readonly startedAt: string;
}

/** Whether a process runs; `unknown` where it cannot be seen from here, as on another machine. */
export type Life = 'alive' | 'dead' | 'unknown';

const UNKNOWN_START = '0';

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { machine: ownMachine(), pid: process.pid, startedAt: startOf(process.pid) ?? UNKNOWN_START };
}

/** The identity of nobody, for what a process leaves behind in good order. */
export function nobody({ machine }: ProcessIdentity): ProcessIdentity {
  return { machine, pid: 0, startedAt: UNKNOWN_START };
}

/** Whether the process of an identity runs, as far as `self` can see. */
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
    // Without the right to signal it, it is there all the same.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** When a process started, in clock ticks since the boot (proc(5), `/proc/pid/stat`, field 22); `undefined` where nobody says it. */
function startOf(pid: number): string | undefined {
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name in parentheses, and may itself hold spaces and parentheses.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A zombie does nothing any more.
  if (state === 'Z' || state === 'X') return '';
  return rest[18];
}

function ownMachine(): string {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'));
  const processes = read(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update([hostname(), boot, processes].join('\n')).digest('hex').slice(0, 12);
}

/** Only Linux has these files, and a container may hide them. */
function read(file: () => string): string {
  try {
    return file();
  } catch {
    return '';
  }
}
