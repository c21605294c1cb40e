import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

import { resolveFromNest11 } from './test/nest-11/resolve-from-nest-11.js';

/** How specs run that run once more under other circumstances. */
interface Variant extends Pick<NonNullable<TestProjectInlineConfiguration['test']>, 'include' | 'setupFiles'> {
  readonly globalSetup?: readonly string[];
}

/** Specs that start Nest run twice: on the Nest of the root folder, and on the one of test/nest-11. */
function onBothMajors(name: string, timeout: number, variant: Variant = {}): TestProjectInlineConfiguration[] {
  const { globalSetup = [], ...own } = variant;
  const test = { include: [`test/${name}/**/*.spec.ts`], testTimeout: timeout, hookTimeout: 2 * timeout, ...own };
  return [
    {
      extends: true,
      test: { ...test, name: `${name}-nest-12`, provide: { nestMajor: 12 }, globalSetup: [...globalSetup] },
    },
    {
      extends: true,
      plugins: [resolveFromNest11(fileURLToPath(new URL('./test/nest-11/', import.meta.url)))],
      test: {
        ...test,
        name: `${name}-nest-11`,
        provide: { nestMajor: 11 },
        globalSetup: ['test/nest-11/install.ts', ...globalSetup],
      },
    },
  ];
}

/** The copy of `graphql` that Nest loads. Vite would choose the other one of the package, and GraphQL refuses objects of two copies. */
const graphql = createRequire(import.meta.url).resolve('graphql');

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  // Nest injects by the metadata that decorators leave behind.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    pool: 'forks',
    coverage: { provider: 'v8', include: ['src/**/*.ts'], reportsDirectory: 'coverage' },
    projects: [
      // Property tests set up thousands of cases, which takes seconds on a busy machine.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.spec.ts'], testTimeout: 30_000 } },
      ...onBothMajors('wiring', 10_000),
      ...onBothMajors('contexts', 20_000),
      ...onBothMajors('e2e', 15_000),
      ...onBothMajors('e2e-global-interceptor', 15_000, {
        include: ['test/e2e/coverage-matrix/**/*.spec.ts', 'test/e2e/transparency.spec.ts'],
        setupFiles: ['test/e2e/global-interceptor.setup.ts'],
      }),
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['test/faults/*.spec.ts'],
          globalSetup: ['test/faults/compile.ts'],
          provide: { nestMajor: 12 },
          // More than a hundred processes start and are killed.
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      ...onBothMajors('faults/applications', 60_000, { globalSetup: ['test/faults/compile.ts'] }),
      {
        extends: true,
        test: {
          name: 'fleet',
          include: ['test/fleet/**/*.spec.ts'],
          globalSetup: ['test/faults/compile.ts'],
          provide: { nestMajor: 12 },
          // Servers start, are killed, and come back.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'gallery',
          include: ['test/gallery/*.spec.ts'],
          globalSetup: ['test/faults/compile.ts'],
          provide: { nestMajor: 12 },
          // Days pass on the virtual clock, and processes start and end.
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/page/*.spec.ts'],
          provide: { nestMajor: 12 },
          // A browser starts, which takes seconds on a busy machine.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'packaging',
          // Not those of the applications, which have test runners of their own.
          include: ['test/packaging/*.spec.ts'],
          globalSetup: ['test/packaging/pack.ts'],
          // Each application installs its packages from the registry.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
