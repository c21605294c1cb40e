import { deliverySection } from './delivery/delivery.section.js';
import { fleetSection } from './fleet/fleet.section.js';
import { httpSection } from './http/http.section.js';
import { latencySection } from './latency/latency.section.js';
import { memorySection } from './memory/memory.section.js';
import { microSection } from './micro/micro.section.js';
import { runsSection } from './runs/runs.section.js';
import type { Section } from './section.js';
import { stormSection } from './storm/storm.section.js';

/** All parts of the benchmark, in the order in which they run. */
export const SECTIONS: readonly Section[] = [
  httpSection,
  latencySection,
  memorySection,
  stormSection,
  deliverySection,
  microSection,
  runsSection,
  fleetSection,
];
