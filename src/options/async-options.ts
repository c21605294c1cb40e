import type { FactoryProvider, InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';

import type { OpsgenieModuleOptions } from '../opsgenie.options.js';
import { callable, Check, type Complaint } from '../validation/checks.js';
import { OpsgenieConfigurationError, show } from '../validation/problem.js';
import { readOptions } from '../validation/schema.js';
import { isList } from '../text/guarded-read.js';

/** A class that creates the options; for `useClass` and `useExisting`. */
export interface OpsgenieOptionsFactory {
  createOpsgenieOptions(): OpsgenieModuleOptions | Promise<OpsgenieModuleOptions>;
}

/** The options of `OpsgenieModule.forRootAsync()`: one of `useFactory`, `useClass` and `useExisting`. */
export interface OpsgenieModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  /** The providers to inject into the factory. None may be request-scoped: the module lives as long as the application. */
  readonly inject?: (InjectionToken | OptionalFactoryDependency)[];
  readonly useFactory?: FactoryProvider<OpsgenieModuleOptions>['useFactory'];
  readonly useClass?: Type<OpsgenieOptionsFactory>;
  readonly useExisting?: InjectionToken<OpsgenieOptionsFactory>;
}

const list: Complaint = (value) => (isList(value) ? undefined : `must be an array; got ${show(value)}`);

const token: Complaint = (value) =>
  ['string', 'symbol', 'function'].includes(typeof value)
    ? undefined
    : `must be a class, a string or a symbol; got ${show(value)}`;

class AsyncOptionsSchema implements Record<keyof OpsgenieModuleAsyncOptions, unknown> {
  // Nest recognises modules and tokens by their identity.
  static readonly uncopied = ['imports', 'inject'];

  @Check(list) imports: unknown;
  @Check(list) inject: unknown;
  @Check(callable) useFactory: unknown;
  @Check(callable) useClass: unknown;
  @Check(token) useExisting: unknown;
}

/**
 * Reads the options of `forRootAsync()`, each only once.
 *
 * @throws OpsgenieConfigurationError that lists every problem
 */
export function readAsyncOptions(given: OpsgenieModuleAsyncOptions): OpsgenieModuleAsyncOptions {
  const { options, problems } = readOptions(AsyncOptionsSchema, given);
  if (options === undefined || problems.length > 0) {
    throw new OpsgenieConfigurationError('OpsgenieModule.forRootAsync()', problems);
  }
  const { useFactory, useClass, useExisting } = options;
  if (useFactory === undefined && useClass === undefined && useExisting === undefined) {
    throw asyncError('useFactory', 'is missing; give one of useFactory, useClass and useExisting');
  }
  return options;
}

/** A problem with the options of `forRootAsync()`. */
export function asyncError(path: string, message: string): OpsgenieConfigurationError {
  return new OpsgenieConfigurationError('OpsgenieModule.forRootAsync()', [{ path, message }]);
}
