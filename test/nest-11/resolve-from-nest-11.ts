import type { Plugin } from 'vitest/config';

/** What must be the same copy for the library, for the tests and for Nest itself. */
const SHARED = /^(@nestjs\/|rxjs|reflect-metadata|axios|nest-commander|bullmq$)/;

/**
 * Makes sources and tests run on Nest 11: their imports of Nest, and of what they share with it, are resolved from
 * `folder`. From there on Node finds the rest by itself.
 *
 * @param folder the absolute path of test/nest-11, with a slash at its end
 */
export function resolveFromNest11(folder: string): Plugin {
  return {
    name: 'resolve-from-nest-11',
    enforce: 'pre',
    async resolveId(source, _importer, options) {
      if (!SHARED.test(source)) return null;
      const resolved = await this.resolve(source, `${folder}package.json`, { ...options, skipSelf: true });
      // A package that is missing there would be found in the root folder, and bring Nest 12 with it.
      if (!resolved?.id.includes('/test/nest-11/node_modules/')) {
        throw new Error(`${source} is not installed in test/nest-11: add it to the package.json there.`);
      }
      return resolved;
    },
  };
}
