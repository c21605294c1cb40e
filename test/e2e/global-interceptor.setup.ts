import { vi } from 'vitest';

// Simulates a Nest whose metadata key for interceptors is unknown: the module falls back to a global interceptor.
vi.mock('../../src/observers/http/handler-interception.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  interceptHandlers: () => false,
}));
