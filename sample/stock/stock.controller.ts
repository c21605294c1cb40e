import { ConflictException, Controller, Param, ParseIntPipe, Post, Put, Query } from '@nestjs/common';
import { AlertOnStatus } from 'nestjs-opsgenie';

import { StockService } from './stock.service.js';

@Controller('stock')
export class StockController {
  constructor(private readonly stock: StockService) {}

  /**
   * Without a shelf, everybody reserves the same one. An occasional conflict is normal. Three in a minute mean that two people pack from the
   * same shelf.
   */
  @Post('reservations')
  @AlertOnStatus(409, { count: 3, within: '1m', message: 'The same shelf is packed twice' })
  reserve(@Query('shelf') shelf?: string) {
    if (shelf === undefined) throw new ConflictException('Another customer has just reserved it.');
    return { reserved: shelf };
  }

  /** The service decides what a count means and raises the alert itself. */
  @Put(':item/:left')
  count(@Param('item') item: string, @Param('left', ParseIntPipe) left: number) {
    this.stock.counted(item, left);
    return { item, left };
  }
}
