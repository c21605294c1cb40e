import { HttpService } from '@nestjs/axios';
import { create as createAxios } from 'axios';
import type { CreateAlertPayload } from '../../../src/alerts/message.js';
import { HttpPlatform } from '../../../src/platforms/http/http-platform.js';
import { HttpSender, type HttpSenderParts } from '../../../src/platforms/http/http-sender.js';
import { PLATFORMS } from '../../../src/platforms/opsgenie/alert-platforms.js';
import { OpsgenieProtocol } from '../../../src/platforms/opsgenie/opsgenie-protocol.js';
import { systemClock } from '../../../src/time/clock.js';

/** Opsgenie at another URL. */
export function opsgenieAt(
  baseUrl: string,
  {
    apiKey,
    attemptTimeout = 5_000,
    clock = systemClock,
    http = new HttpService(createAxios()),
  }: Pick<HttpSenderParts, 'apiKey'> & Partial<HttpSenderParts>,
): HttpPlatform {
  const protocol = new OpsgenieProtocol({ ...PLATFORMS.opsgenie, baseUrl, apiKey });
  return new HttpPlatform(protocol, new HttpSender({ http, clock, apiKey, attemptTimeout }));
}

/** Opsgenie's own texts, for fake platforms. */
export const OPSGENIE = new OpsgenieProtocol({ ...PLATFORMS.opsgenie, apiKey: '' });

/** The alert as sent to Opsgenie. */
export function fitted(payload: CreateAlertPayload): CreateAlertPayload {
  const { alias, priority } = payload;
  const message = OPSGENIE.fit({ type: 'create', alias, priority, payload });
  return message.type === 'create' ? message.payload : payload;
}
