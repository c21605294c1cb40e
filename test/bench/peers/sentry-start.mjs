// Sentry has to be there before anything that it observes. No tracing: errors only, as an alerter.
import { init } from '@sentry/nestjs';

init({ dsn: process.env.SENTRY_DSN });
