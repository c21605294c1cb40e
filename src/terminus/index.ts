export { OpsgenieHealthIndicator, type DeliveryHealth } from './opsgenie.health-indicator.js';
