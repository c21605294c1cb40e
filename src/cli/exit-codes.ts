/** How the program ends. Documented in `--help`; scripts rely on these numbers. */
export const EXIT = {
  /** The command did its work, and found nothing wrong. */
  ok: 0,
  /** The command failed, or a check found a problem. */
  failed: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
