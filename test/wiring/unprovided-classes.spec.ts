import { Injectable } from '@nestjs/common';
import { expect, it } from 'vitest';

import { AlertOnException, OpsgenieModule } from '../../src/index.js';
import { optionsFor, RecordingLogger, startContext, startSandbox } from './context.js';

class Base {
  @AlertOnException()
  inherited() {}
}

@Injectable()
class Provided extends Base {
  @AlertOnException()
  load() {}
}

class MadeByFactory {
  @AlertOnException()
  load() {}
}

/** No module has it: the application makes it with `new`. */
class Forgotten {
  @AlertOnException()
  load() {}
}

async function warnings(): Promise<string[]> {
  const logger = new RecordingLogger();
  const sandbox = await startSandbox();
  const factory = { provide: 'MADE', useFactory: () => new MadeByFactory() };
  await startContext({
    imports: [OpsgenieModule.forRoot(optionsFor(sandbox, { logger }))],
    providers: [Provided, factory],
  });
  return logger.lines.filter((line) => line.includes('Alert decorators'));
}

// In one test: what is known depends on which application of the process is the first.
it('warns of classes that no module has, in the first application of a process only', async () => {
  new Forgotten().load();

  expect(await warnings()).toEqual([
    expect.stringContaining('Alert decorators have no effect on Forgotten (not provided in this application).'),
  ]);
  // What no module of this one has may be for another application.
  expect(await warnings()).toEqual([]);
});
