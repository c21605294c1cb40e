import { Controller, Sse, type MessageEvent } from '@nestjs/common';
import { concat, defer, map, NEVER, of, switchMap, throwError, timer, type Observable } from 'rxjs';

import { describeSituations } from './situations.js';
import { aboutEverything, impatient, leaves, longPause, passLongTime, reads } from './stream-clients.js';

class DiskIsBroken extends Error {}

const firstEvent: MessageEvent = { data: 'first' };

@Controller('events')
class EventsController {
  @Sse('long')
  long(): Observable<MessageEvent> {
    return concat(of(firstEvent), defer(longPause).pipe(map(() => firstEvent)));
  }

  @Sse('late')
  async late(): Promise<Observable<MessageEvent>> {
    passLongTime();
    return of(firstEvent);
  }

  @Sse('breaks')
  breaks(): Observable<MessageEvent> {
    return concat(of(firstEvent), timer(20).pipe(switchMap(() => throwError(() => new DiskIsBroken()))));
  }

  @Sse('throws')
  throws(): Observable<MessageEvent> {
    throw new DiskIsBroken();
  }

  @Sse('endless')
  endless(): Observable<MessageEvent> {
    return concat(of(firstEvent), NEVER);
  }
}

describeSituations('an answer of server-sent events', { controllers: [EventsController] }, [
  {
    title: 'is not slow because it is long',
    blueprint: impatient,
    request: reads('/events/long'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'is not slow even if the first event is late',
    blueprint: impatient,
    request: reads('/events/late'),
    answer: 200,
    alerts: [],
  },
  {
    title: 'that breaks off with an error is one alert, though the client got 200',
    request: reads('/events/breaks'),
    answer: 200,
    alerts: [{ alias: 'exception:GET /events/breaks:DiskIsBroken', status: 200 }],
  },
  {
    title: 'that fails before the first event is one alert',
    request: reads('/events/throws'),
    answer: 500,
    alerts: [{ alias: 'exception:GET /events/throws:DiskIsBroken', status: 500, alsoMatched: 'status:5XX' }],
  },
  {
    title: 'is neither good nor bad if the client disconnects',
    blueprint: aboutEverything,
    request: leaves('/events/endless'),
    alerts: [],
  },
]);
