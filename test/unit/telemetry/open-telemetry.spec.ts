import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { expect, it, onTestFinished } from 'vitest';

import { warningAboutTraces } from '../../../src/telemetry/open-telemetry.js';

it('says at boot that traces are missing, where the application has OpenTelemetry and its API cannot be loaded', () => {
  expect(warningAboutTraces(false)).toBeUndefined();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  onTestFinished(() => context.disable());
  expect(warningAboutTraces(false)).toContain('`@opentelemetry/api` cannot be loaded');
  expect(warningAboutTraces(true)).toBeUndefined();
  expect(warningAboutTraces()).toBeUndefined();
});
