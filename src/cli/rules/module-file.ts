import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { isRecord, readProperty } from '../../text/guarded-read.js';
import { UsageError } from '../command.js';
import { importReason } from '../import-reason.js';

/** The class of a Nest module. */
export type ModuleClass = new (...given: never[]) => object;

/** Keys under which Nest keeps what `@Module()` says. */
const MODULE_KEYS = ['imports', 'controllers', 'providers', 'exports'];

/**
 * Imports the root module of an application.
 *
 * @param name the name of its export. @defaultValue the only module of the file, or `AppModule`
 * @throws UsageError that says what to give instead
 */
export async function importModule(path: string, name: string | undefined): Promise<ModuleClass> {
  if (/^main\.[cm]?[jt]s$/.test(basename(path))) {
    throw new UsageError(
      `${path} starts the application. Give the file of its root module, such as dist/app.module.js.`,
    );
  }
  const exported = await exportsOf(path);
  const modules = [...exported].filter((entry): entry is [string, ModuleClass] => isModule(entry[1]));
  const names = modules.map(([known]) => known).join(', ');
  if (name !== undefined) {
    const named = modules.find(([known]) => known === name);
    if (named !== undefined) return named[1];
    const given = exported.get(name);
    // `@Module({})` leaves no trace on its class.
    if (isClass(given)) return given;
    throw new UsageError(
      `${path} has no module '${name}'. ${names === '' ? 'It has no Nest module at all' : `It has ${names}`}.`,
    );
  }
  const [only, another] = [...new Set(modules.map(([, module]) => module))];
  if (only === undefined) {
    throw new UsageError(
      `${path} exports no Nest module: no class with @Module(). Give the compiled file of the root module.`,
    );
  }
  if (another === undefined) return only;
  const root = exported.get('AppModule') ?? exported.get('default');
  if (isModule(root)) return root;
  throw new UsageError(`${path} has several modules: ${names}. Choose one with --export.`);
}

async function exportsOf(path: string): Promise<Map<string, unknown>> {
  try {
    const namespace: unknown = await import(pathToFileURL(resolve(path)).href);
    if (!isRecord(namespace)) return new Map();
    const exported = new Map<string, unknown>(Object.entries(namespace));
    // What a module of CommonJS exports; Node does not always find the names.
    const whole = exported.get('default');
    if (isRecord(whole)) for (const [key, value] of Object.entries(whole)) exported.set(key, value);
    return exported;
  } catch (error) {
    if (readProperty(error, 'name') === 'OpsgenieConfigurationError') throw error;
    throw new UsageError(`${path} cannot be loaded: ${importReason(error, path)}`, { cause: error });
  }
}

function isClass(value: unknown): value is ModuleClass {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}

function isModule(value: unknown): value is ModuleClass {
  return typeof value === 'function' && MODULE_KEYS.some((key) => Reflect.hasMetadata(key, value));
}
