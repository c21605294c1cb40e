import type { TraceIds } from '../rules/outcome.js';
import { openTelemetry } from './open-telemetry.js';

/** The ids of the span that is active in OpenTelemetry here and now; none without OpenTelemetry. Never throws. */
export function activeTrace(): TraceIds | undefined {
  if (openTelemetry === undefined) return undefined;
  try {
    const span = openTelemetry.trace.getActiveSpan()?.spanContext();
    if (span === undefined || !openTelemetry.isSpanContextValid(span)) return undefined;
    return { traceId: span.traceId, spanId: span.spanId };
  } catch {
    // The application's own context manager, or an API that is older than we ask for: an alert without a trace is still one.
    return undefined;
  }
}
