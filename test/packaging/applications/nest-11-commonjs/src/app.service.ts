import { Injectable } from '@nestjs/common';
import { OpsgenieService } from 'nestjs-opsgenie';

@Injectable()
export class AppService {
  constructor(private readonly opsgenie: OpsgenieService) {}

  getHello(): string {
    this.opsgenie.raise({ message: 'Hello!', alias: 'hello' });
    return 'Hello World!';
  }
}
