import { createRequire } from 'node:module';
import { expect, inject, it } from 'vitest';
import { PROGRAMS } from '../child.js';

it('runs the programs on the major version of Nest of its project', () => {
  const path = createRequire(PROGRAMS).resolve('@nestjs/core');
  expect(path.includes('/test/nest-11/')).toBe(inject('nestMajor') === 11);
});
