import type { ArgumentsHost, ExceptionFilter, Type } from '@nestjs/common';
import type { ExternalContextCreator, ModulesContainer } from '@nestjs/core';

/** A filter as Nest keeps it after reading a list: bound to its instance, with the classes that it catches. */
export interface BoundFilter {
  readonly func: (exception: unknown, host: ArgumentsHost) => unknown;
  /** Empty for a filter that catches everything. */
  readonly exceptionMetatypes: readonly Type[];
}

/** Reads Nest's own lists of filters, and leaves out what is not a filter. */
interface FilterReader {
  createConcreteContext(filters: readonly unknown[]): readonly BoundFilter[];
}

/** Reads lists of filters with Nest's own checks, whichever version of Nest runs. */
export class BoundFilters {
  readonly #reader: FilterReader;

  private constructor(reader: FilterReader) {
    this.#reader = reader;
  }

  /** @returns `undefined` if this version of Nest works differently */
  static of(contexts: ExternalContextCreator): BoundFilters | undefined {
    const reader: unknown = Reflect.get(contexts, 'filtersContextCreator');
    if (!isReader(reader)) return undefined;
    const filters = new BoundFilters(reader);
    const probe: ExceptionFilter = { catch: () => undefined };
    const [bound, ...others] = filters.read([undefined, probe]);
    const isKnown = typeof bound?.func === 'function' && Array.isArray(bound.exceptionMetatypes);
    return isKnown && others.length === 0 ? filters : undefined;
  }

  /** The filters in a list, without anything that is not a filter. */
  read(list: readonly unknown[]): readonly BoundFilter[] {
    return list.flatMap((filter) => {
      try {
        return this.#reader.createConcreteContext([filter]);
      } catch {
        // Nest has just read it too: if it always failed, the application would not have started.
        return [];
      }
    });
  }
}

/** The filter that Nest would choose for an exception. */
export function chosenOf(filters: readonly BoundFilter[], exception: unknown): BoundFilter | undefined {
  return filters.findLast(
    ({ exceptionMetatypes: types }) => types.length === 0 || types.some((type) => exception instanceof type),
  );
}

/** Whether a list contains a class that stands for a different filter, or for none, in each module. */
export function dependsOnModule(list: readonly unknown[], modules: ModulesContainer): boolean {
  const injectables = [...modules.values()].map((module) => module.injectables);
  return list.some((filter) => typeof filter === 'function' && injectables.some((known) => known.has(filter)));
}

function isReader(reader: unknown): reader is FilterReader {
  return (
    typeof reader === 'object' &&
    reader !== null &&
    'createConcreteContext' in reader &&
    typeof reader.createConcreteContext === 'function'
  );
}
