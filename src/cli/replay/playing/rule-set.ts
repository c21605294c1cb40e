import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type OpsgenieModuleOptions, type ResolvedOptions, resolveOptions } from '../../../opsgenie.options.js';
import { ModuleOptionsSchema } from '../../../options/module-options.schema.js';
import { isRule } from '../../../rules/is-rule.js';
import { isList, isRecord, readKeys, readProperty } from '../../../text/guarded-read.js';
import { propertiesOf } from '../../../validation/isolated-validator.js';
import { kindOf } from '../../../validation/plain-copy.js';
import { OpsgenieConfigurationError } from '../../../validation/problem.js';
import { UsageError } from '../../command.js';
import { importReason } from '../../import-reason.js';

/** Rules that a log is played against. */
export interface RuleSet {
  /** The file, or `recommended rules`. */
  readonly name: string;
  readonly options: ResolvedOptions;
}

/** What of the module's options has a meaning for a log. */
const USED: readonly string[] = ['rules', 'defaults', 'links', 'targets', 'ignore', 'redact', 'service', 'environment'];
/** A file may export the options of the application as they are. What is no option at all is a mistake. */
const UNUSED = propertiesOf(ModuleOptionsSchema).filter((name) => !USED.includes(name));

/**
 * Loads the rules of a file: its default export is a list of rules, or options of the module with `rules`.
 *
 * @param path `undefined` for the recommended rules
 * @throws UsageError if it cannot be loaded or has no valid rules
 */
export async function loadRules(path: string | undefined): Promise<RuleSet> {
  if (path === undefined) return { name: 'recommended rules', options: optionsOf({}, 'recommended rules') };
  const given = await importDefault(path);
  const options = isList(given) ? { rules: given } : given;
  if (!isRecord(options) || kindOf(options) !== 'Object' || isRule(options)) {
    throw new UsageError(
      `${path} must have a default export: a list of rules such as [onStatus('5XX')], or an object with 'rules'.`,
    );
  }
  return { name: basename(path), options: optionsOf(options, path) };
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module: unknown = await import(pathToFileURL(resolve(path)).href);
    const exported = readProperty(module, 'default');
    // A module of CommonJS that was compiled from one of ES.
    return await (readProperty(exported, '__esModule') === true ? readProperty(exported, 'default') : exported);
  } catch (error) {
    throw new UsageError(`${path} cannot be loaded: ${importReason(error, path)}`, { cause: error });
  }
}

function optionsOf(given: object, path: string): ResolvedOptions {
  const names = [...new Set([...USED, ...readKeys(given)])].filter((name) => !UNUSED.includes(name));
  const wished: OpsgenieModuleOptions = Object.fromEntries(
    names
      .map((name): [string, unknown] => [name, readProperty(given, name)])
      .filter(([, value]) => value !== undefined),
  );
  try {
    return resolveOptions({ service: 'app', environment: 'production', ...wished, enabled: true, dryRun: true });
  } catch (error) {
    if (!(error instanceof OpsgenieConfigurationError)) throw error;
    const problems = error.problems.map((problem) => `\n  - ${problem.path} ${problem.message}`);
    throw new UsageError(`${path} has options that cannot be used:${problems.join('')}`, { cause: error });
  }
}
