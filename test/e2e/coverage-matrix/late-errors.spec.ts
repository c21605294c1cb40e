import { EventEmitter, once } from 'node:events';
import { request, type ClientRequest } from 'node:http';

import { Catch, Controller, Get, Inject, Post, Res, UseFilters, type ArgumentsHost } from '@nestjs/common';

import { onException, onStatus } from '../../../src/index.js';
import type { RunningApplication } from '../application.js';
import { describeSituations } from './situations.js';

class StockIsDown extends Error {}

@Catch(StockIsDown)
class MapsToTeapot {
  catch(_error: StockIsDown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): unknown } }>();
    reply.status(418).send({ text: 'a teapot' });
  }
}

/** Lets a handler wait for the test, and the test for the handler. */
class Gate extends EventEmitter<{ reached: []; open: [] }> {
  async pass(): Promise<void> {
    const open = once(this, 'open');
    this.emit('reached');
    await open;
  }
}

@Controller('orders')
class OrdersController {
  constructor(@Inject(Gate) private readonly gate: Gate) {}

  @Get('succeeds')
  async succeeds() {
    await this.gate.pass();
    return { id: 7 };
  }

  @Get('throws')
  async throws() {
    await this.gate.pass();
    throw new StockIsDown('no connection');
  }

  @Get('mapped')
  @UseFilters(MapsToTeapot)
  async mapped() {
    await this.gate.pass();
    throw new StockIsDown('no connection');
  }

  @Get('answered-then-throws')
  async answeredThenThrows(@Res() reply: { send(body: object): void }) {
    reply.send({ id: 7 });
    await this.gate.pass();
    throw new StockIsDown('no connection');
  }

  @Post()
  create() {
    return { id: 7 };
  }
}

/** A client that disconnects before the answer. The handler continues after that. */
function leavesBefore(path: string) {
  return async (application: RunningApplication): Promise<void> => {
    const gate = application.nest.get(Gate);
    const reached = once(gate, 'reached');
    const client = connect(application, path);
    client.end();
    await reached;
    client.destroy();
    await application.responsesClosed();
    gate.emit('open');
  };
}

/** A client that has its answer before the handler is done. */
async function isAnsweredFirst(application: RunningApplication): Promise<number> {
  const gate = application.nest.get(Gate);
  const reached = once(gate, 'reached');
  const response = await application.request('GET /orders/answered-then-throws');
  await response.arrayBuffer();
  await reached;
  await application.responsesClosed();
  gate.emit('open');
  return response.status;
}

/** A client that leaves in the middle of its own body. */
async function leavesWhileSending(application: RunningApplication): Promise<void> {
  const headers = { 'content-type': 'application/json', 'content-length': 1_000 };
  const client = connect(application, '/orders', { method: 'POST', headers });
  const received = once(application.nest.getHttpServer() as EventEmitter, 'request');
  client.write('{"id":');
  await received;
  client.destroy();
  await application.responsesClosed();
}

function connect({ port }: RunningApplication, path: string, options: object = {}): ClientRequest {
  // That it is cut off is what these tests do.
  return request({ host: '127.0.0.1', port, path, agent: false, ...options }).on('error', () => undefined);
}

/** One of these would match if a request that ended early counted as an answer. */
const aboutEverything = { opsgenie: { rules: [onStatus(['2XX', '4XX', '5XX']), onException(), onException(Error)] } };

describeSituations('a request that ends before its handler', { controllers: [OrdersController], providers: [Gate] }, [
  {
    title: 'is neither good nor bad if the handler then succeeds',
    blueprint: aboutEverything,
    request: leavesBefore('/orders/succeeds'),
    alerts: [],
  },
  {
    title: 'is one alert if the handler then throws',
    request: leavesBefore('/orders/throws'),
    alerts: [{ alias: 'exception:GET /orders/throws:StockIsDown' }],
  },
  {
    title: 'raises no alert if a filter maps the later error of the handler to 418',
    request: leavesBefore('/orders/mapped'),
    alerts: [],
  },
  {
    title: 'is still one alert under a rule that names the error',
    blueprint: { opsgenie: { rules: [onException(StockIsDown)] } },
    request: leavesBefore('/orders/mapped'),
    alerts: [{ alias: 'exception:GET /orders/mapped:StockIsDown' }],
  },
  {
    title: 'is one alert if it was answered by hand and the handler then throws',
    request: isAnsweredFirst,
    answer: 200,
    alerts: [{ alias: 'exception:GET /orders/answered-then-throws:StockIsDown' }],
  },
  {
    title: 'is neither good nor bad if the client disconnects while sending its body',
    blueprint: aboutEverything,
    request: leavesWhileSending,
    alerts: [],
  },
]);
