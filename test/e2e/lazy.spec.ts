import { LazyModuleLoader } from '@nestjs/core';
import { describe, expect, it } from 'vitest';

import { OpsgenieModule, OpsgenieService } from '../../src/index.js';
import { adapters, optionsFor, start } from './application.js';

describe.each(adapters)('a module that is loaded lazily, while the application listens, on $name', (adapter) => {
  it('alerts, and harms nothing', async () => {
    const application = await start(adapter, { opsgenie: 'absent' });
    const loader = application.nest.get(LazyModuleLoader);
    const loaded = await loader.load(() => OpsgenieModule.forRoot(optionsFor(application.sandbox)));
    const { delivered } = loaded.get(OpsgenieService).raise({ message: 'Late', alias: 'late' });
    expect(await delivered).toMatchObject({ ok: true });
    expect(application.creates).toHaveLength(1);
    expect((await application.request('GET /nowhere')).status).toBe(404);
  });
});
