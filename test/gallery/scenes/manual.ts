import type { Family } from '../scene.js';
import { Stage } from '../stage.js';

export const manual: Family = {
  title: 'Raised by the application',
  scenes: [
    {
      title: 'watch(): a task fails, and succeeds later',
      play: async () => {
        const stage = await Stage.open({});
        const imports = (isOk: boolean) => (): void => {
          if (!isOk) throw new Error('bucket imports is empty');
        };
        stage.opsgenie.watch('nightly-import', imports(true));
        for (let night = 0; night < 2; night++) {
          await stage.wait('6h', '10m');
          attempt(() => stage.opsgenie.watch('nightly-import', imports(false)));
          await stage.settle();
        }
        await stage.wait('6h', '10m');
        stage.opsgenie.watch('nightly-import', imports(true));
        await stage.wait('1m', '10s');
        return stage.played;
      },
    },
    {
      title: 'raise()',
      play: async () => {
        const stage = await Stage.open({});
        stage.opsgenie.raise({
          message: 'Stock is low',
          entity: 'warehouse 7',
          details: { left: 3 },
          closeAfter: '1h',
        });
        await stage.wait('1h', '1m');
        return stage.played;
      },
    },
    {
      title: 'raiseException()',
      play: async () => {
        const stage = await Stage.open({});
        const notFound = Object.assign(new Error('getaddrinfo ENOTFOUND pay.example.com'), {
          code: 'ENOTFOUND',
          syscall: 'getaddrinfo',
          hostname: 'pay.example.com',
        });
        stage.opsgenie.raiseException(new TypeError('fetch failed', { cause: notFound }), { entity: 'price feed' });
        await stage.settle();
        return stage.played;
      },
    },
    {
      title: 'raiseException() of things that are no errors',
      play: async () => {
        const stage = await Stage.open({});
        stage.opsgenie.raiseException('oops');
        stage.opsgenie.raiseException(undefined);
        await stage.settle();
        return stage.played;
      },
    },
  ],
};

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // It is meant to fail.
  }
}
