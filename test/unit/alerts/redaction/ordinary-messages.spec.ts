import { describe, expect, it } from 'vitest';

import { OutgoingText } from '../../../../src/alerts/redaction/outgoing-text.js';
import { createRedactor, REDACTED } from '../../../../src/alerts/redaction/redactor.js';
import { ORDINARY_MESSAGES } from './ordinary-messages.js';

const redactor = createRedactor();
const touched = ORDINARY_MESSAGES.filter((message) => redactor.text(message) !== message);

describe('ordinary messages of libraries', () => {
  it('are at least 150 different ones', () => {
    expect(new Set(ORDINARY_MESSAGES).size).toBe(ORDINARY_MESSAGES.length);
    expect(ORDINARY_MESSAGES.length).toBeGreaterThanOrEqual(150);
  });

  it('are unchanged, except for at most 3 in 100', () => {
    expect(touched.length, touched.join('\n')).toBeLessThanOrEqual(ORDINARY_MESSAGES.length * 0.03);
  });

  it('lose at most one word', () => {
    for (const message of touched) {
      const words = message.split(/\s+/);
      const kept = redactor.text(message).split(/\s+/);
      expect(kept.filter((word) => word.includes(REDACTED)).length, message).toBeLessThanOrEqual(1);
      expect(kept.length, message).toBe(words.length);
    }
  });

  it('are unchanged with a stack below them', () => {
    const text = new OutgoingText(redactor);
    const frames = [
      '    at OrdersService.find (/app/dist/orders/orders.service.js:42:13)',
      '    at TokenService.verifyToken (/app/node_modules/.pnpm/@nestjs+jwt@11.0.1_@nestjs+common@11.0.1/node_modules/@nestjs/jwt/dist/jwt.service.js:84:21)',
      '    at async PasswordGuardV2.canActivate (file:///app/dist/auth/reset-password/password.guard.js:7:1)',
      '    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    ].join('\n');
    for (const message of ORDINARY_MESSAGES.filter((one) => !touched.includes(one) && !/[<>]/.test(one))) {
      expect(text.block(`Error: ${message}\n${frames}`, 15_000)).toBe(`Error: ${message}\n${frames}`);
    }
  });
});
