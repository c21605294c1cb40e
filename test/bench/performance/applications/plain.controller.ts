import { Controller, Get, HttpException, Inject, Optional } from '@nestjs/common';

import { OpsgenieService } from '../../../../src/index.js';

/** Does as little as possible, so that the cost of everything around it shows. */
@Controller()
export class PlainController {
  readonly #opsgenie: OpsgenieService | undefined;
  #raised = 0;

  constructor(@Optional() @Inject(OpsgenieService) opsgenie?: OpsgenieService) {
    this.#opsgenie = opsgenie;
  }

  @Get('healthy')
  answer(): string {
    return 'Hello';
  }

  @Get('failing/http-exception')
  throwHttpException(): never {
    throw new HttpException('It failed', 500);
  }

  @Get('failing/error')
  throwError(): never {
    throw new Error('It failed');
  }

  /** Fails, and raises a separate alert each time if the module is imported, so that the delivery always has work. */
  @Get('failing/raising')
  raise(): never {
    this.#opsgenie?.raise({ message: 'It failed', alias: `raised-${++this.#raised}` });
    throw new Error('It failed');
  }
}
