import { Controller, Get } from '@nestjs/common';

/** Many operations for one storm. */
export const STORM_PATHS: readonly string[] = Array.from({ length: 50 }, (_, index) => `storm/${index}`);

/** Fails on each of its routes. */
@Controller()
export class StormController {
  @Get([...STORM_PATHS])
  fail(): never {
    throw new Error('It failed');
  }
}
