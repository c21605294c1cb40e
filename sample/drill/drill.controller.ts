import { Controller, Delete, Param, ParseEnumPipe, Post } from '@nestjs/common';
import { SkipAlerts } from 'nestjs-opsgenie';

import { DEPENDENCIES, Drill, type Dependency } from './drill.js';

const dependency = new ParseEnumPipe(Object.fromEntries(DEPENDENCIES.map((name) => [name, name])));

/** Switches failures on and off. `@SkipAlerts()` on a class: no handler here raises alerts. */
@Controller('drill')
@SkipAlerts()
export class DrillController {
  constructor(private readonly drill: Drill) {}

  @Post(':dependency')
  break(@Param('dependency', dependency) name: Dependency) {
    this.drill.break(name);
    return { broken: name };
  }

  @Delete(':dependency')
  repair(@Param('dependency', dependency) name: Dependency) {
    this.drill.repair(name);
    return { repaired: name };
  }
}
