// A command line of nest-commander, with the module or without it.
import { Module, type DynamicModule } from '@nestjs/common';
import { Command, CommandFactory, CommandRunner, Option, RootCommand, SubCommand } from 'nest-commander';
import { onException, OpsgenieModule } from '../../../src/index.js';
import { optionsFor, orders } from './orders.js';

const order = orders();

@SubCommand({ name: 'users' })
class ImportUsers extends CommandRunner {
  run(): Promise<void> {
    return Promise.reject(new TypeError('no users'));
  }
}

@Command({ name: 'import', subCommands: [ImportUsers] })
class Import extends CommandRunner {
  run([what]: string[]): Promise<void> {
    if (what === 'nothing') return Promise.reject(new TypeError('no file'));
    process.stdout.write(`imported ${what}\n`);
    return Promise.resolve();
  }

  @Option({ flags: '--limit <limit>' })
  limit(): number {
    throw new TypeError('no number');
  }
}

@RootCommand({})
class Root extends CommandRunner {
  run(): Promise<void> {
    return Promise.reject(new TypeError('no command'));
  }
}

const library: DynamicModule[] =
  order.watched === true
    ? [OpsgenieModule.forRoot({ ...optionsFor(order), rules: [onException()], logger: false })]
    : [];

@Module({ imports: library, providers: [Import, ImportUsers, Root] })
class AppModule {}

process.argv = [process.argv[0] ?? '', 'shop', ...(order.run ?? '').split(' ').filter(Boolean)];
await CommandFactory.run(AppModule, {
  logger: false,
  ...(order.fails === true && {
    serviceErrorHandler: (error: Error) => {
      process.stderr.write(`handled ${error.message}\n`);
      process.exitCode = 3;
    },
  }),
});
