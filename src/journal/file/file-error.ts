const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EIO: 'the disk fails',
  EMFILE: 'too many files are open',
  ENOENT: 'no such directory',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no directory',
  EEXIST: 'there is a file of this name',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
};

/** What is wrong with a file, as a person would say it. */
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
