import { Agent as HttpAgent, type ClientRequest } from 'node:http';
import { Agent as HttpsAgent, globalAgent } from 'node:https';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HostLookup } from './host-lookup.js';

/** The agents of the requests of one client. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** The connections of one client. None keeps the process alive, and all can be closed together. */
export class Connections {
  readonly #names = new HostLookup();
  #agents: Agents | undefined;

  /** Created at first use, so that process-wide TLS settings of the application, such as certificates, apply here as well. */
  get agents(): Agents {
    const { lookup } = this.#names;
    this.#agents ??= {
      httpAgent: new UnheldHttpAgent({ keepAlive: true, lookup }),
      // Node must not look for a proxy as well (`NODE_USE_ENV_PROXY`): axios refuses such an agent.
      httpsAgent: new UnheldHttpsAgent(
        Object.assign({}, globalAgent.options, { keepAlive: true, lookup, proxyEnv: undefined }),
      ),
    };
    return this.#agents;
  }

  /** Closes all connections and cancels look-ups for new ones. */
  end(): void {
    this.#names.cancel();
    this.#agents?.httpAgent.destroy();
    this.#agents?.httpsAgent.destroy();
  }
}

class UnheldHttpAgent extends HttpAgent {
  override createConnection(...given: Parameters<HttpAgent['createConnection']>): Duplex | null | undefined {
    return unheld(super.createConnection(...given));
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    super.reuseSocket(socket, request);
    if (socket instanceof Socket) socket.unref();
  }
}

class UnheldHttpsAgent extends HttpsAgent {
  override createConnection(...given: Parameters<HttpsAgent['createConnection']>): Duplex | null | undefined {
    return unheld(super.createConnection(...given));
  }

  override reuseSocket(socket: Duplex, request: ClientRequest): void {
    super.reuseSocket(socket, request);
    if (socket instanceof Socket) socket.unref();
  }
}

/** A socket that does not keep the process alive. */
function unheld<S extends Duplex | null | undefined>(socket: S): S {
  if (!(socket instanceof Socket)) return socket;
  socket.unref();
  // Each attempted address of a host has its own handle.
  socket.on('connectionAttempt', () => void socket.unref());
  return socket;
}
