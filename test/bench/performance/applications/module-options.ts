import {
  onException,
  onLatency,
  onStatus,
  type DeliveryOptions,
  type OpsgenieModuleOptions,
  type Rule,
} from '../../../../src/index.js';

/** Options for sending to a sandbox. */
export function optionsFor(
  platform: string,
  rules: readonly Rule[],
  delivery: DeliveryOptions = {},
): OpsgenieModuleOptions {
  return {
    apiKey: '8a1f3d52-6c0b-4e7a-9d3e-2b5c7f9e1a04',
    baseUrl: platform,
    service: 'bench',
    environment: 'bench',
    rules,
    delivery,
    logger: false,
  };
}

/** A rule of each kind that evaluates single requests. */
export function threeRules(): Rule[] {
  return [onStatus('5XX'), onLatency('2s'), onException()];
}
