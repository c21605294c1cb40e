import { APP_INTERCEPTOR } from '@nestjs/core';
import { Histogram } from 'prom-client';
import { finalize } from 'rxjs';

const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of requests.',
  labelNames: ['method', 'handler', 'status'],
});

/** Times each request by method, handler and status, as teams do that alert on metrics. */
class DurationInterceptor {
  intercept(context, next) {
    const http = context.switchToHttp();
    const { method } = http.getRequest();
    const handler = `${context.getClass().name}.${context.getHandler().name}`;
    const end = durations.startTimer({ method, handler });
    return next.handle().pipe(finalize(() => end({ status: http.getResponse().statusCode })));
  }
}

class PrometheusPeer {}

export default {
  module: PrometheusPeer,
  providers: [{ provide: APP_INTERCEPTOR, useClass: DurationInterceptor }],
};
