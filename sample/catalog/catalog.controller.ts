import { setTimeout as elapse } from 'node:timers/promises';

import { Controller, Get, Query } from '@nestjs/common';
import { AlertOnLatency } from 'nestjs-opsgenie';

/** On a class, a rule applies to all its handlers. A handler with a rule of the same kind has its own threshold. */
@Controller('catalog')
@AlertOnLatency('250ms')
export class CatalogController {
  @Get()
  list() {
    return ['kettle', 'cup', 'saucer'];
  }

  /** Too slow for its controller's rule, unless it is cached. */
  @Get('export')
  async exportAll(@Query('cached') isCached?: string) {
    if (isCached === undefined) await elapse(400);
    return this.list().join('\n');
  }

  /** Known to be slow, and allowed to be: the handler's threshold overrides the controller's. */
  @Get('archive')
  @AlertOnLatency('2s')
  async archive() {
    await elapse(400);
    return this.list();
  }
}
