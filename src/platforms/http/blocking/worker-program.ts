/**
 * The program of the thread of a {@link BlockingSender}. It is text and not a file, because a bundled application has only one file; and not
 * the text of a function, because that would contain the calls that compilers and minifiers insert.
 *
 * It loads only Node's own modules: packages take seconds to load on a busy machine. It queries name servers itself (c-ares) and
 * never calls `getaddrinfo()`: Node does not exit during such a call, which takes 10 s or more if the name servers are down.
 */
export const WORKER_PROGRAM = `'use strict';
const { parentPort } = require('node:worker_threads');
const { Resolver } = require('node:dns');
const http = require('node:http');
const https = require('node:https');
const { isIP } = require('node:net');
const tls = require('node:tls');

// An uncaught exception would end the thread and the other requests.
process.on('uncaughtException', () => undefined);

parentPort.on('message', ({ requests, timeout, answers }) => {
  const cells = new Int32Array(answers);
  requests.forEach((request, index) => {
    let ended = false;
    const end = (status) => {
      if (ended) return;
      ended = true;
      Atomics.store(cells, index + 1, status);
      Atomics.add(cells, 0, 1);
      Atomics.notify(cells, 0);
    };
    try {
      send(request, timeout, end);
    } catch {
      end(0);
    }
  });
});

function send({ method, url, headers, body, proxy, proxyHeaders, addresses, names }, timeout, end) {
  const target = new URL(url);
  const lookup = lookupOf(addresses, names, timeout);
  // If the process continues after all, no connection stays open.
  const signal = AbortSignal.timeout(timeout);
  const post = (options) => {
    const client = options.protocol === 'https:' ? https : http;
    const request = client.request({ method, agent: false, lookup, signal, ...options });
    request.on('response', (response) => {
      end(response.statusCode);
      response.destroy();
    });
    request.on('error', () => end(0));
    request.end(body);
  };
  const content = { ...headers, 'content-length': Buffer.byteLength(body), host: target.host };
  const hostname = target.hostname.replace(/^\\[(.*)\\]$/, '$1');
  const straight = {
    protocol: target.protocol,
    hostname,
    port: target.port,
    path: target.pathname + target.search,
    headers: content,
  };
  if (proxy === undefined) return post(straight);
  const via = {
    protocol: proxy.protocol,
    hostname: proxy.hostname,
    port: proxy.port,
    // Otherwise Node would check the certificate for the name in the Host header, which is the target's.
    servername: isIP(proxy.hostname) ? '' : proxy.hostname,
  };
  if (target.protocol === 'http:') return post({ ...via, path: url, headers: { ...content, ...proxyHeaders } });
  const authority = target.hostname + ':' + (target.port || 443);
  const tunnel = (via.protocol === 'https:' ? https : http).request({
    ...via,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...proxyHeaders },
    agent: false,
    lookup,
    signal,
  });
  tunnel.on('connect', ({ statusCode }, socket, head) => {
    socket.on('error', () => end(0));
    if (statusCode < 200 || statusCode > 299) {
      socket.destroy();
      return end(0);
    }
    if (head.length > 0) socket.unshift(head);
    const servername = isIP(hostname) ? undefined : hostname;
    // An IP address is not a valid server name; then Node checks the certificate for the host.
    const tlsOptions = { socket, host: hostname, servername, ALPNProtocols: ['http/1.1'] };
    const createConnection = () => tls.connect(tlsOptions);
    // With any agent, even false, Node ignores createConnection and connects itself.
    post({ ...straight, agent: undefined, createConnection });
  });
  tunnel.on('response', () => end(0));
  tunnel.on('error', () => end(0));
  tunnel.end();
}

function lookupOf(addresses, names, timeout) {
  return (hostname, { all }, callback) => {
    const answer = (found) => {
      const list = found.map((address) => ({ address, family: isIP(address) }));
      if (list.length === 0) callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }));
      else if (all) callback(null, list);
      else callback(null, list[0].address, list[0].family);
    };
    if (addresses.length > 0) return process.nextTick(answer, addresses);
    resolve(names, timeout).then(answer);
  };
}

async function resolve(names, timeout) {
  const resolver = new Resolver({ timeout: Math.max(250, Math.floor(timeout / 5)), tries: 2 });
  for (const name of names) {
    const four = new Promise((done) => resolver.resolve4(name, (error, list) => done(error ? [] : list)));
    const six = new Promise((done) => resolver.resolve6(name, (error, list) => done(error ? [] : list)));
    // Some name servers never answer for the other address family.
    const late = new Promise((done) => setTimeout(done, 50, []));
    const [first, second] = await Promise.race([
      four.then(async (list) => (list.length > 0 ? [list, await Promise.race([six, late])] : [await six, []])),
      six.then(async (list) => (list.length > 0 ? [list, await Promise.race([four, late])] : [await four, []])),
    ]);
    if (first.length > 0) return [...first, ...second];
  }
  return [];
}
`;
