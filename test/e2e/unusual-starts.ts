import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { vi } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { optionsFor, RunningApplication, start, startSandbox, type Create } from './application.js';

const compileTwice: Create = async (root, adapter, options) => {
  const builder = Test.createTestingModule({ imports: [root] });
  const first = (await builder.compile()).createNestApplication(adapter.create(), options);
  await first.init();
  await first.close();
  return (await builder.compile()).createNestApplication(adapter.create(), options);
};

/** Starts the second application of a builder of testing modules. */
export const startRebuilt: typeof start = (adapter, blueprint, ready) => start(adapter, blueprint, ready, compileTwice);

/** Starts an application that imports the library twice, each time with the options of the blueprint. */
export const startWithTwoImports: typeof start = async (adapter, blueprint, ready) => {
  const { opsgenie, imports = [] } = blueprint;
  if (opsgenie === 'absent') return start(adapter, blueprint, ready);
  const sandbox = ready ?? (await startSandbox());
  const other = OpsgenieModule.forRoot(optionsFor(sandbox, opsgenie));
  return start(adapter, { ...blueprint, imports: [...imports, other] }, sandbox);
};

/**
 * Starts an application that imports two copies of the package, one of them through a module that it shares with others.
 *
 * @param place where it imports the copy that the tests import
 */
export function startWithTwoCopies(place: 'first' | 'second'): typeof start {
  return async (adapter, blueprint, ready) => {
    const { opsgenie, imports = [] } = blueprint;
    if (opsgenie === 'absent') return start(adapter, blueprint, ready);
    const sandbox = ready ?? (await startSandbox());
    vi.resetModules();
    const copy = await import('../../src/index.js');
    const options = optionsFor(sandbox, opsgenie);
    class SharedLibrary {}
    Module({ imports: [copy.OpsgenieModule.forRoot(options)] })(SharedLibrary);
    const ours = OpsgenieModule.forRoot(options);
    const both = place === 'first' ? [ours, SharedLibrary] : [SharedLibrary, ours];
    const { nest } = await start(
      adapter,
      { ...blueprint, opsgenie: 'absent', imports: [...imports, ...both] },
      sandbox,
    );
    return new RunningApplication(nest, sandbox, [OpsgenieService, copy.OpsgenieService]);
  };
}
