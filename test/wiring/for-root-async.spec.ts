import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { describe, expect, it } from 'vitest';

import {
  OpsgenieConfigurationError,
  OpsgenieModule,
  OpsgenieService,
  type OpsgenieModuleAsyncOptions,
  type OpsgenieModuleOptions,
  type OpsgenieOptionsFactory,
} from '../../src/index.js';
import type { OpsgenieSandbox } from '../../src/testing/index.js';
import { optionsFor, startContext, startSandbox } from './context.js';

const SETTINGS = Symbol('settings');
const ABSENT = Symbol('absent');

/** A module of the application with the settings. */
function settingsModule(settings: OpsgenieModuleOptions): Required<OpsgenieModuleAsyncOptions>['imports'][number] {
  class SettingsModule {}
  Module({ providers: [{ provide: SETTINGS, useValue: settings }], exports: [SETTINGS] })(SettingsModule);
  return SettingsModule;
}

@Injectable()
class SettingsFactory implements OpsgenieOptionsFactory {
  static made = 0;

  constructor(@Inject(SETTINGS) private readonly settings: OpsgenieModuleOptions) {
    SettingsFactory.made++;
  }

  createOpsgenieOptions(): OpsgenieModuleOptions {
    return this.settings;
  }
}

@Injectable()
class SlowFactory implements OpsgenieOptionsFactory {
  constructor(@Inject(SETTINGS) private readonly settings: OpsgenieModuleOptions) {}

  createOpsgenieOptions(): Promise<OpsgenieModuleOptions> {
    return sleep(1, this.settings);
  }
}

@Module({})
class SharedModule {}

/** A module that provides the options factory. */
function factoryModule(settings: OpsgenieModuleOptions): Required<OpsgenieModuleAsyncOptions>['imports'][number] {
  return {
    module: SharedModule,
    imports: [settingsModule(settings)],
    providers: [SettingsFactory],
    exports: [SettingsFactory],
  };
}

const ways: readonly [string, (settings: OpsgenieModuleOptions) => OpsgenieModuleAsyncOptions][] = [
  ['useFactory', (settings) => ({ useFactory: () => settings })],
  ['useFactory that takes its time', (settings) => ({ useFactory: () => sleep(1, settings) })],
  [
    'useFactory with imports and inject',
    (settings) => ({
      imports: [settingsModule(settings)],
      inject: [SETTINGS, { token: ABSENT, optional: true }],
      useFactory: (given: OpsgenieModuleOptions, absent?: unknown) => (absent === undefined ? given : {}),
    }),
  ],
  ['useClass with dependencies', (settings) => ({ imports: [settingsModule(settings)], useClass: SettingsFactory })],
  ['useClass that takes its time', (settings) => ({ imports: [settingsModule(settings)], useClass: SlowFactory })],
  ['useExisting', (settings) => ({ imports: [factoryModule(settings)], useExisting: SettingsFactory })],
];

describe.each(ways)('OpsgenieModule.forRootAsync() with %s', (_way, asyncOptions) => {
  it('takes the options from there', async () => {
    const sandbox: OpsgenieSandbox = await startSandbox();
    const app = await startContext({ imports: [OpsgenieModule.forRootAsync(asyncOptions(optionsFor(sandbox)))] });
    expect(await app.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
    expect(sandbox.alerts).toMatchObject([{ message: 'hello [shop, test]', source: 'shop' }]);
  });

  it('validates them like forRoot(), and lists all problems', async () => {
    const wrong: OpsgenieModuleOptions = {
      enabled: true,
      service: '',
      platform: Reflect.get({ x: 'us' }, 'x') as 'jsm',
    };
    const start = startContext({ imports: [OpsgenieModule.forRootAsync(asyncOptions(wrong))] });
    const sync = await startContext({ imports: [OpsgenieModule.forRoot(wrong)] }).catch((reason: unknown) => reason);
    expect(sync).toBeInstanceOf(OpsgenieConfigurationError);
    expect(await start.catch((reason: unknown) => reason)).toEqual(sync);
  });
});

describe('OpsgenieModule.forRootAsync()', () => {
  it('does not create a second instance of an existing provider', async () => {
    const sandbox = await startSandbox();
    const before = SettingsFactory.made;
    await startContext({
      imports: [
        OpsgenieModule.forRootAsync({ imports: [factoryModule(optionsFor(sandbox))], useExisting: SettingsFactory }),
      ],
    });
    expect(SettingsFactory.made).toBe(before + 1);
  });

  it('takes the key from the configuration of the application', async () => {
    const sandbox = await startSandbox();
    const { apiKey, ...options } = optionsFor(sandbox);
    const app = await startContext({
      imports: [
        ConfigModule.forRoot({
          ignoreEnvFile: true,
          isGlobal: true,
          load: [() => ({ KEY: apiKey })],
        }),
        OpsgenieModule.forRootAsync({
          inject: [ConfigService],
          useFactory: (config: ConfigService) => ({ ...options, apiKey: config.getOrThrow<string>('KEY') }),
        }),
      ],
    });
    expect(await app.get(OpsgenieService).raise({ message: 'hello' }).delivered).toMatchObject({ ok: true });
  });

  it('reports what is missing if no source of the options is given', () => {
    expect(() => OpsgenieModule.forRootAsync({})).toThrow(OpsgenieConfigurationError);
    expect(() => OpsgenieModule.forRootAsync({})).toThrow(
      'OpsgenieModule.forRootAsync() cannot be used:\n  - useFactory is missing; give one of useFactory, useClass and useExisting',
    );
  });

  it('passes on what the factory throws', async () => {
    const useFactory = (): never => {
      throw new RangeError('no settings today');
    };
    await expect(startContext({ imports: [OpsgenieModule.forRootAsync({ useFactory })] })).rejects.toThrow(
      'no settings today',
    );
  });

  it('reports the problem if the factory returns nothing', async () => {
    const useFactory = (): unknown => undefined;
    const module = OpsgenieModule.forRootAsync({ useFactory: useFactory as () => OpsgenieModuleOptions });
    await expect(startContext({ imports: [module] })).rejects.toThrow('options must be an object; got undefined');
  });
});
