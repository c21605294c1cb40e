// Sentry must be loaded before anything that it observes. No tracing: only errors, for alerting.
import { init } from '@sentry/nestjs';

init({ dsn: process.env.SENTRY_DSN });
