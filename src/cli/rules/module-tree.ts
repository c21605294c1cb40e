import type { DynamicModule, Provider } from '@nestjs/common';

import { isList, isRecord, readProperty } from '../../text/guarded-read.js';
import type { ModuleClass } from './module-file.js';

/** A module as it stands in `imports`. */
export interface ImportedModule {
  readonly given: ModuleClass | DynamicModule;
  readonly providers: readonly Provider[];
}

/** A module and all that it imports, each once, also through others. */
export async function importedModules(root: ImportedModule['given']): Promise<ImportedModule[]> {
  const found = new Map<unknown, ImportedModule>();
  const waiting: unknown[] = [root];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    // An import may be a promise, or a forward reference.
    const awaited: unknown = next instanceof Promise ? await next : next;
    const forward = readProperty(awaited, 'forwardRef');
    const given: unknown = typeof forward === 'function' ? Reflect.apply(forward, awaited, []) : awaited;
    if (found.has(given) || !isGiven(given)) continue;
    found.set(given, { given, providers: listOf(given, 'providers') as readonly Provider[] });
    waiting.push(...listOf(given, 'imports').filter(isSaid));
  }
  return [...found.values()];
}

function isGiven(given: unknown): given is ModuleClass | DynamicModule {
  return typeof given === 'function' || (isRecord(given) && typeof given['module'] === 'function');
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** What `@Module()` says, and what a dynamic module adds. */
function listOf(given: ModuleClass | DynamicModule, key: 'imports' | 'providers'): readonly unknown[] {
  const type = typeof given === 'function' ? given : given.module;
  const declared: unknown = Reflect.getMetadata(key, type);
  const added: unknown = typeof given === 'function' ? [] : given[key];
  return [...(isList(declared) ? declared : []), ...(isList(added) ? added : [])];
}
