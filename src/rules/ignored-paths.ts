import type { Complaint } from '../validation/checks.js';
import { show } from '../validation/problem.js';

/** Says what is wrong with a path of `ignore`. */
export const ignoredPath: Complaint = (value) => {
  if (typeof value !== 'string' || !/^\/[^\s?#]*$/.test(value))
    return `must be a path such as '/metrics' or '/static/*'; got ${show(value)}`;
  if (/^\/+\*$/.test(value))
    return `would ignore every request; got ${show(value)}. To observe nothing, set 'enabled: false'`;
  if (/\*./.test(value) || /\/[:{]/.test(value))
    return `must be a path without parameters, with no '*' but at its end; got ${show(value)}`;
  return undefined;
};

/**
 * Makes the test for the paths of `ignore`. It takes as long as there are paths, however long the path of a request is.
 *
 * A path is compared as a whole, with or without a slash at its end. With `*` at its end it stands for everything that begins like it;
 * `/static/*` also for `/static`.
 *
 * @param paths checked already
 * @returns `undefined` if nothing is ignored
 */
export function ignoredPaths(paths: readonly string[]): ((path: string) => boolean) | undefined {
  if (paths.length === 0) return undefined;
  const beginnings = paths.filter((path) => path.endsWith('*')).map((path) => path.slice(0, -1));
  const folders = beginnings.filter((beginning) => beginning.endsWith('/'));
  const exact = new Set([...paths.filter((path) => !path.endsWith('*')), ...folders].map(withoutSlash));
  return (path) => exact.has(withoutSlash(path)) || beginnings.some((beginning) => path.startsWith(beginning));
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
