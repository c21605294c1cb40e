import { ApplicationConfig, ModulesContainer, NestFactory } from '@nestjs/core';

import { type ApplicationRules, rulesOfApplication } from '../../pipeline/application-rules.js';
import { flagOption, type OptionValues, textOption } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import { importModule, type ModuleClass } from './module-file.js';
import { moduleOptions } from './module-options.js';
import { importedModules } from './module-tree.js';
import { rulesJson } from './rules-json.js';
import { rulesTable } from './rules-table.js';

/** Shows what holds for each method of an application. */
export async function runRules(
  options: OptionValues,
  terminal: Terminal,
  [path = '']: readonly string[],
): Promise<ExitCode> {
  const root = await importModule(path, textOption(options, 'export'));
  const rules = await read(root);
  if (flagOption(options, 'json')) terminal.out(rulesJson(rules));
  else for (const line of rulesTable(rules)) terminal.out(line);
  for (const problem of rules.problems) terminal.error(problem);
  return rules.problems.length === 0 ? EXIT.ok : EXIT.failed;
}

async function read(root: ModuleClass): Promise<ApplicationRules> {
  const options = await moduleOptions(await importedModules(root));
  // In the preview mode, Nest reads the modules and creates no instance of the application's classes.
  const context = await NestFactory.createApplicationContext(root, {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  const strict = { strict: false };
  return rulesOfApplication(context.get(ModulesContainer, strict), context.get(ApplicationConfig, strict), options);
}
