import { describe, expect, it } from 'vitest';

import { foldedPath } from '../../../../src/cli/replay/playing/folded-path.js';

describe('foldedPath()', () => {
  it.each([
    ['GET /', 'GET /'],
    ['GET /orders', 'GET /orders'],
    ['GET /orders/', 'GET /orders'],
    ['GET /orders/42', 'GET /orders/:id'],
    ['GET /orders/42/', 'GET /orders/:id'],
    ['GET /orders/42/lines/7', 'GET /orders/:id/lines/:id'],
    ['PUT /users/0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d/avatar', 'PUT /users/:id/avatar'],
    ['GET /items/507f1f77bcf86cd799439011', 'GET /items/:id'],
    ['GET /orders/ORD-00042', 'GET /orders/:id'],
    ['GET /links/V1StGXR8Z5jdHi6BmyT', 'GET /links/:id'],
    ['GET /reports/2026-11-30', 'GET /reports/:id'],
    ['GET /users/ann@shop.example', 'GET /users/:id'],
    ['GET /files/my%20file.pdf', 'GET /files/:id'],
    [`GET /tokens/${'a'.repeat(65)}`, 'GET /tokens/:id'],
    ['GET /api/v1/oauth2/i18n', 'GET /api/v1/oauth2/i18n'],
    ['GET /password-reset-request', 'GET /password-reset-request'],
    ['OPTIONS *', 'OPTIONS *'],
  ])('folds %s to %s', (target, folded) => {
    expect(foldedPath(target)).toBe(folded);
  });
});
