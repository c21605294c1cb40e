import type { TraceIds } from '../rules/outcome.js';
import { openTelemetry } from './open-telemetry.js';

/** The ids of the active OpenTelemetry span; none without OpenTelemetry. Never throws. */
export function activeTrace(): TraceIds | undefined {
  if (openTelemetry === undefined) return undefined;
  try {
    const span = openTelemetry.trace.getActiveSpan()?.spanContext();
    if (span === undefined || !openTelemetry.isSpanContextValid(span)) return undefined;
    return { traceId: span.traceId, spanId: span.spanId };
  } catch {
    // A custom context manager or an outdated API failed: an alert without a trace is better than none.
    return undefined;
  }
}
