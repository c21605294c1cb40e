export { OpsgenieHealthIndicator, type DeliveryHealth, type KeyHealth } from './opsgenie.health-indicator.js';
