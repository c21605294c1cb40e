import { beforeEach, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { OpsgenieService } from 'nestjs-opsgenie';
import { RecordingOpsgenieService } from 'nestjs-opsgenie/testing';

import { AppService } from './app.service';

describe('AppService', () => {
  let app: TestingModule;

  beforeEach(async () => {
    app = await Test.createTestingModule({
      providers: [AppService, { provide: OpsgenieService, useClass: RecordingOpsgenieService }],
    }).compile();
  });

  it('should return "Hello World!"', () => {
    expect(app.get(AppService).getHello()).toBe('Hello World!');
    expect(app.get<RecordingOpsgenieService>(OpsgenieService).open).toMatchObject([{ alias: 'hello', count: 1 }]);
  });
});
