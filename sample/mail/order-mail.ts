import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';

import { Drill } from '../drill/drill.js';

/** Listens to an event. The emitter does not hear of its errors and only logs them; the module's `onException()` alerts on them. */
@Injectable()
export class OrderMail {
  constructor(private readonly drill: Drill) {}

  @OnEvent('order.created')
  send(): void {
    if (this.drill.isBroken('mail')) throw new Error('SMTP 421: try again later');
  }
}
