import type { DynamicModule, InjectionToken, Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

import { type OpsgenieModuleOptions, type ResolvedOptions, resolveOptions } from '../../opsgenie.options.js';
import { type OptionsSource, sourceOf } from '../../options/options-source.js';
import { isList, isRecord, readProperty } from '../../text/guarded-read.js';
import { OpsgenieConfigurationError } from '../../validation/problem.js';
import { importedModules, type ImportedModule } from './module-tree.js';

const OPTIONS = Symbol('options');

/**
 * Makes the options of the application's OpsgenieModule. For `forRootAsync()`, it creates what is injected into its factory, and nothing
 * else of the application.
 *
 * @throws Error that says why they cannot be made
 */
export async function moduleOptions(modules: readonly ImportedModule[]): Promise<ResolvedOptions> {
  for (const module of modules) {
    const source = module.providers.map(sourceOf).find((known) => known !== undefined);
    if (source !== undefined) return resolved(await optionsFrom(source, module, modules));
  }
  throw new Error(
    'The application does not import OpsgenieModule, or it imports that of another copy of nestjs-opsgenie. ' +
      'Run the command that is installed with the application; `npm ls nestjs-opsgenie` shows the copies.',
  );
}

/** Whether alerting is on, and its key, make no difference to the rules. */
function resolved(options: OpsgenieModuleOptions): ResolvedOptions {
  // What is no object is refused as at the start of the application.
  return resolveOptions(isRecord(options) ? { ...options, apiKey: undefined, enabled: true, dryRun: true } : options);
}

async function optionsFrom(
  { inject, optionsOf }: OptionsSource,
  { given, providers }: ImportedModule,
  modules: readonly ImportedModule[],
): Promise<OpsgenieModuleOptions> {
  try {
    return await inTime(
      inject.length === 0
        ? async () => optionsOf()
        : () => optionsInNest({ inject, optionsOf }, given, providers, modules),
    );
  } catch (error) {
    // Wrong options say themselves what is wrong.
    if (error instanceof OpsgenieConfigurationError) throw error;
    // Nest's advice below the first line is about modules of the application.
    const [reason = ''] = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1);
    throw new Error(
      `The options of OpsgenieModule.forRootAsync() cannot be made: ${reason}${placeOf(error)}. They need the same environment variables as the application.`,
      { cause: error },
    );
  }
}

/** Where an error was thrown, in the application's own code: ` (at dist/app.module.js:12:9)`. */
function placeOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const line = stack
    .split('\n')
    .find((one) => /^\s+at /.test(one) && !/node_modules|node:|\/nestjs-opsgenie\//.test(one));
  const place = line?.replace(/\)$/, '').split(/[\s(]/).at(-1);
  return place === undefined ? '' : ` (at ${place.replace(/^file:\/\//, '')})`;
}

/** A factory may wait for something that is not there, such as a server of secrets. Milliseconds. */
const PATIENCE = 10_000;

/** @throws Error if there is no result in time */
async function inTime<Result>(work: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `its factory has not answered within ${PATIENCE / 1_000} s`;
    timer = setTimeout(() => reject(new Error(message)), PATIENCE);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function optionsInNest(
  { inject, optionsOf }: OptionsSource,
  given: ImportedModule['given'],
  providers: ImportedModule['providers'],
  modules: readonly ImportedModule[],
): Promise<OpsgenieModuleOptions> {
  class OptionsModule {}
  const others = typeof given === 'function' ? [] : (given.imports ?? []);
  const reader: Provider = { provide: OPTIONS, inject: [...inject], useFactory: optionsOf };
  const root: DynamicModule = {
    module: OptionsModule,
    imports: [...others, ...(await modulesWith(inject, modules))],
    // A class of `useClass` is one of the module's own.
    providers: [reader, ...providers.filter((provider) => inject.some((token) => token === provider))],
  };
  const context = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  const options = context.get<OpsgenieModuleOptions>(OPTIONS);
  await context.close();
  return options;
}

/** The modules that have what is injected: global ones need not stand in the `imports` of OpsgenieModule. */
async function modulesWith(
  inject: OptionsSource['inject'],
  modules: readonly ImportedModule[],
): Promise<ImportedModule['given'][]> {
  const wanted = new Set<unknown>(inject.map(tokenOf).flatMap((token) => [token, ...dependenciesOf(token)]));
  const found: ImportedModule['given'][] = [];
  for (const { given, providers } of modules) {
    if (!providers.some((provider) => wanted.has(typeof provider === 'function' ? provider : provider.provide)))
      continue;
    // One that imports OpsgenieModule would start it.
    const below = await importedModules(given);
    if (below.every((module) => module.providers.every((provider) => sourceOf(provider) === undefined)))
      found.push(given);
  }
  return found;
}

function tokenOf(injected: OptionsSource['inject'][number]): InjectionToken {
  return typeof injected === 'object' && 'token' in injected ? injected.token : injected;
}

/** What a class of `useClass` is constructed with, by the metadata of TypeScript and of `@Inject()`. */
function dependenciesOf(token: InjectionToken): unknown[] {
  if (typeof token !== 'function') return [];
  const types: unknown = Reflect.getMetadata('design:paramtypes', token);
  const injected: unknown = Reflect.getMetadata('self:paramtypes', token);
  const named = isList(injected) ? injected.map((parameter) => readProperty(parameter, 'param')) : [];
  return [...(isList(types) ? types : []), ...named];
}
