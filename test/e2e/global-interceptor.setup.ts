import { vi } from 'vitest';

// As if Nest did not say where it writes down the interceptors of a handler: the module falls back to a global one.
vi.mock('../../src/observers/http/handler-interception.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  interceptHandlers: () => false,
}));
