import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { SkipAlerts } from 'nestjs-opsgenie';

import { Drill } from '../drill/drill.js';

@Controller('health')
export class HealthController {
  constructor(private readonly drill: Drill) {}

  /** The load balancer asks every second and acts on a 503 itself. With `@SkipAlerts()` it pages no one. */
  @Get()
  @SkipAlerts()
  check() {
    if (this.drill.isBroken('payments')) throw new ServiceUnavailableException('No payments');
    return { status: 'ok' };
  }
}
