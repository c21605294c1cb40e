import { lookup as getAddressInfo, Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { fullNames, ownAddresses } from './host-names.js';

/** Timeout of the first DNS query, in milliseconds; three times as much including the second try. */
const ANSWER_WITHIN = 800;
/** How long to wait for the other address family, which some name servers never answer, in milliseconds (RFC 8305, 3). */
const OTHER_FAMILY_WITHIN = 50;
/** Look-ups without any response from a name server before other sources of names are tried. */
const SILENCES = 3;
/** Name servers responded that there is no address, or there are no name servers. */
const NO_ADDRESS = new Set(['ENOTFOUND', 'ENODATA', 'ECONNREFUSED']);

/**
 * Resolves host names with look-ups that can be cancelled. Node's default, `getaddrinfo()`, waits 10 s or more if name servers are down,
 * and the process cannot end while it waits, not even by `process.exit()`. So it is used only for names that name servers have just
 * reported as unknown, or if they never respond.
 */
export class HostLookup {
  readonly #pending = new Set<Resolver>();
  readonly #servers: readonly string[] | undefined;
  #silences = 0;

  /** @param servers - name servers, as an address and a port. @defaultValue those of the machine */
  constructor(servers?: readonly string[]) {
    this.#servers = servers;
  }

  /** For the options of a connection. */
  readonly lookup: LookupFunction = (hostname, { all }, callback) =>
    void this.#answer(hostname, all === true, callback);

  /** Cancels all look-ups; they fail. */
  cancel(): void {
    for (const resolver of this.#pending) resolver.cancel();
  }

  async #answer(hostname: string, all: boolean, callback: Parameters<LookupFunction>[2]): Promise<void> {
    try {
      const found = (await this.#find(hostname)).map((address) => ({ address, family: isIP(address) }));
      const [first] = found;
      if (first === undefined) throw new Error(`${hostname} has no address`);
      // What the callback throws is not an error of the look-up.
      if (all) process.nextTick(callback, null, found);
      else process.nextTick(callback, null, first.address, first.family);
    } catch (error) {
      process.nextTick(callback, error instanceof Error ? error : new Error('The look-up failed.'), '');
    }
  }

  async #find(hostname: string): Promise<readonly string[]> {
    const own = ownAddresses(hostname);
    if (own.length > 0) return own;
    const resolver = new Resolver({ timeout: ANSWER_WITHIN, tries: 2 });
    if (this.#servers !== undefined) resolver.setServers(this.#servers);
    this.#pending.add(resolver);
    try {
      for (const name of fullNames(hostname)) {
        const addresses = await addressesOf(resolver, name);
        this.#silences = 0;
        if (addresses.length > 0) return addresses;
      }
    } catch (error) {
      this.#silences += 1;
      if (this.#silences < SILENCES || codeOf(error) === 'ECANCELLED') throw error;
    } finally {
      this.#pending.delete(resolver);
    }
    return (await getAddressInfo(hostname, { all: true })).map(({ address }) => address);
  }
}

/** @throws Error if name servers do not respond or report a failure */
async function addressesOf(resolver: Resolver, name: string): Promise<readonly string[]> {
  const four = answerOf(resolver.resolve4(name));
  const six = answerOf(resolver.resolve6(name));
  const both = Promise.all([four, six]);
  const first = await Promise.race([four, six]);
  if (first.addresses.length > 0) {
    const late = new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), OTHER_FAMILY_WITHIN));
    const answers = await Promise.race([both, late]);
    return answers?.flatMap(({ addresses }) => addresses) ?? first.addresses;
  }
  const answers = await both;
  const found = answers.flatMap(({ addresses }) => addresses);
  const trouble = answers.find(({ error }) => error !== undefined)?.error;
  if (found.length === 0 && trouble !== undefined) throw trouble;
  return found;
}

interface Answer {
  readonly addresses: readonly string[];
  readonly error?: Error;
}

async function answerOf(addresses: Promise<readonly string[]>): Promise<Answer> {
  try {
    return { addresses: await addresses };
  } catch (error) {
    if (!(error instanceof Error)) return { addresses: [], error: new Error('The look-up failed.') };
    return NO_ADDRESS.has(codeOf(error) ?? '') ? { addresses: [] } : { addresses: [], error };
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
