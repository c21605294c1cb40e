import { Controller, Get, NotFoundException, Param, ParseIntPipe, Post } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { AlertDefaults, AlertOnException } from 'nestjs-opsgenie';

import { PaymentProviderDown } from '../payments/payment-provider-down.js';
import { PaymentProvider } from '../payments/payment-provider.js';

interface Order {
  readonly items: readonly string[];
}

/** The stored orders. An old version stored order 13 without items, which no one has noticed yet. */
const STORED = '{ "7": { "items": ["kettle", "cup"] }, "13": {} }';
const ORDERS = JSON.parse(STORED) as Readonly<Record<number, Order>>;

/**
 * `@AlertDefaults` shapes the alerts of every rule below it, the module's as well: they carry the tag `orders` in addition to those
 * of the module, and name whom to ask. It adds no rule.
 */
@Controller('orders')
@AlertDefaults({ tags: ['orders'], details: { runbook: 'https://wiki.example.com/runbooks/orders' } })
export class OrdersController {
  constructor(
    private readonly payments: PaymentProvider,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * No decorator, but still observed: the module's `onException()` applies to every handler. A 404 is an ordinary answer; the TypeError of
   * order 13 is not.
   */
  @Get(':id')
  find(@Param('id', ParseIntPipe) id: number) {
    const order = ORDERS[id];
    if (order === undefined) throw new NotFoundException(`There is no order ${id}.`);
    return { id, items: order.items.join(', ') };
  }

  /** This error, and any error that it causes, pages someone. All other errors are left to the module's rule. */
  @Post()
  @AlertOnException(PaymentProviderDown, { priority: 'P1' })
  async create() {
    const charged = await this.payments.charge(25);
    this.events.emit('order.created', charged);
    return charged;
  }
}
