const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EIO: 'input/output error',
  EMFILE: 'too many files are open',
  ENOENT: 'no such directory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'part of the path is not a directory',
  EEXIST: 'a file of this name exists',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

/** A file system error in plain words. */
export function fileError(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = errorCode(error);
  const words = code === undefined ? undefined : WORDS[code];
  return words === undefined ? error.message : `${words} (${code})`;
}

/** The system's code, `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
