import { RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';

import { distinguish } from '../distinct-names.js';
import { handlersOf, type Handler } from './route-handlers.js';

/** The name of a handler in aliases and texts. */
export interface OperationName {
  /** `GET`, or `ALL` for a handler of every method. */
  readonly verb: string;
  /** The route that stands for all routes of the handler; absent if there is only one, whose form the adapter knows. */
  readonly route: string | undefined;
  /** Its first route as the code has it. */
  readonly declaredRoute: string;
  /** Distinguishes it from another handler of the same verb and route: ` (AdminController.list)`; mostly empty. */
  readonly distinction: string;
  /** The name of its class, distinguished from others of the same name. */
  readonly controller: string;
}

interface DeclaredHandler extends Handler {
  readonly verb: string;
  readonly routes: readonly string[];
  readonly host: string;
  readonly version: string;
}

interface DeclaredController {
  readonly controller: Handler['controller'];
  readonly path: string;
  readonly host: string;
  readonly version: string;
}

// The keys under which Nest's decorators store their arguments; Nest does not export them.
const PATH = 'path';
const METHOD = 'method';
const HOST = 'host';
const VERSION = '__version__';
const MODULE_PATH = '__module_path__';

/**
 * Gives each handler and controller a name of its own. Names follow from the code alone, never from the order of requests, so they are the
 * same after a restart and in every instance.
 */
export class OperationNames {
  readonly #names = new Map<object, Map<object, OperationName>>();

  /** To be created after the application has set its prefix and versioning, and before Nest builds the routes. */
  constructor(modules: ModulesContainer, config: ApplicationConfig) {
    const handlers = declaredHandlers(modules, config);
    const controllers = [...new Set(handlers.map(({ controller }) => controller))].map(declaredController);
    const controllerNames = distinguish(controllers, ({ controller }) => controller.name, [
      ({ path }) => path,
      ({ host }) => host,
      ({ version }) => version,
    ]);
    const nameOf = new Map([...controllerNames].map(([{ controller }, name]) => [controller, name]));
    const operation = ({ verb, routes: [route = '/'] }: DeclaredHandler): string => `${verb} ${route}`;
    const operations = distinguish(handlers, operation, [
      ({ host }) => host,
      ({ version }) => version,
      ({ controller, name }) => `${nameOf.get(controller) ?? controller.name}.${name}`,
    ]);
    for (const [handler, name] of operations) {
      const { controller, method, verb, routes } = handler;
      let ofController = this.#names.get(controller);
      if (ofController === undefined) this.#names.set(controller, (ofController = new Map<object, OperationName>()));
      ofController.set(method, {
        verb,
        route: routes.length > 1 ? routes[0] : undefined,
        declaredRoute: routes[0] ?? '/',
        distinction: name.slice(operation(handler).length),
        controller: nameOf.get(controller) ?? controller.name,
      });
    }
  }

  /** @returns `undefined` for a method that is not a handler of a controller that Nest knows */
  of(controller: object, method: object): OperationName | undefined {
    return this.#names.get(controller)?.get(method);
  }
}

function declaredHandlers(modules: ModulesContainer, config: ApplicationConfig): DeclaredHandler[] {
  const known = new Map<object, Set<string>>();
  const versioning = config.getVersioning();
  return handlersOf(modules).flatMap((handler): DeclaredHandler[] => {
    const { controller, name, method, module } = handler;
    let methods = known.get(controller);
    if (methods === undefined) known.set(controller, (methods = new Set<string>()));
    // A controller that several modules declare counts once.
    if (methods.has(name)) return [];
    methods.add(name);
    const versions = listed(metadata(VERSION, method) ?? metadata(VERSION, controller) ?? versioning?.defaultVersion);
    const requestMethod = metadata(METHOD, method);
    const prefixes =
      versioning?.type === VersioningType.URI && versions.length > 0
        ? versions.map((version) => (version === VERSION_NEUTRAL ? '' : `${versionPrefix(versioning)}${text(version)}`))
        : [''];
    const modulePath =
      module === undefined
        ? undefined
        : (metadata(`${MODULE_PATH}${modules.applicationId}`, module) ?? metadata(MODULE_PATH, module));
    const routes = prefixes.flatMap((prefix) =>
      paths(metadata(PATH, controller)).flatMap((base) =>
        paths(metadata(PATH, method)).map((path) => {
          const unprefixed = joined(text(modulePath), base, path);
          const isExcluded = isExcludedFromPrefix(config, unprefixed, requestMethod);
          return joined(isExcluded ? '' : config.getGlobalPrefix(), prefix, unprefixed);
        }),
      ),
    );
    return [
      {
        ...handler,
        verb: typeof requestMethod === 'number' ? (RequestMethod[requestMethod] ?? 'ALL') : 'GET',
        routes,
        host: listed(metadata(HOST, controller)).map(text).join(', '),
        version: versionText(versions),
      },
    ];
  });
}

function declaredController(controller: Handler['controller']): DeclaredController {
  return {
    controller,
    path: paths(metadata(PATH, controller))
      .map((path) => joined(path))
      .join(', '),
    host: listed(metadata(HOST, controller)).map(text).join(', '),
    version: versionText(listed(metadata(VERSION, controller))),
  };
}

function versionPrefix(versioning: { readonly type: VersioningType.URI; readonly prefix?: string | false }): string {
  return versioning.prefix === false ? '' : (versioning.prefix ?? 'v');
}

function isExcludedFromPrefix(config: ApplicationConfig, path: string, requestMethod: unknown): boolean {
  const { exclude = [] } = config.getGlobalPrefixOptions();
  return exclude.some(
    (route) =>
      (route.requestMethod === RequestMethod.ALL || route.requestMethod === requestMethod) &&
      route.pathRegex.test(path),
  );
}

function versionText(versions: readonly unknown[]): string {
  const said = versions.map((version) => (version === VERSION_NEUTRAL ? 'neutral' : text(version))).join(', ');
  return said === '' ? '' : `version ${said}`;
}

function metadata(key: string, target: object): unknown {
  return Reflect.getMetadata(key, target);
}

function paths(declared: unknown): readonly string[] {
  const list = listed(declared).map(text);
  return list.length === 0 ? [''] : list;
}

function listed(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Hosts may be regular expressions. Any other argument of a decorator is not a name. */
function text(value: unknown): string {
  return typeof value === 'string' || value instanceof RegExp ? value.toString() : '';
}

function joined(...parts: readonly string[]): string {
  const segments = parts.map((part) => part.replace(/^\/+/, '').replace(/\/+$/, '')).filter(isSaid);
  return `/${segments.join('/')}`;
}

function isSaid(part: string): boolean {
  return part !== '';
}
