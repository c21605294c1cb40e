import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { expect, it, onTestFinished } from 'vitest';

import { warningAboutTraces } from '../../../src/telemetry/open-telemetry.js';

it('logs at boot that traces are missing if OpenTelemetry is active and its API cannot be loaded', () => {
  expect(warningAboutTraces(false)).toBeUndefined();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  onTestFinished(() => context.disable());
  expect(warningAboutTraces(false)).toContain('`@opentelemetry/api` cannot be loaded');
  expect(warningAboutTraces(true)).toBeUndefined();
  expect(warningAboutTraces()).toBeUndefined();
});
