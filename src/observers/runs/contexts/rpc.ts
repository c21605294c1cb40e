import { isList, isRecord } from '../../../text/guarded-read.js';
import { metadata, type Context } from '../entry-point.js';

const PATTERN = 'microservices:pattern';
const HANDLER_TYPE = 'microservices:handler_type';
const EVENT = 2;
const NO_STREAMING = 'no_stream';

/** Handlers of messages and events of microservices, on any transport. */
export const rpc: Context = ({ method }) => {
  const patterns = metadata(PATTERN, method);
  if (!isList(patterns) || patterns.length === 0) return undefined;
  const name = patterns.map(patternName).join('|');
  if (metadata(HANDLER_TYPE, method) === EVENT) {
    return { kind: 'rpc', operation: `event:${name}`, caller: 'none', hasLatency: true };
  }
  const grpc = patterns.find((pattern) => isGrpc(pattern));
  return {
    kind: 'rpc',
    operation: `rpc:${name}`,
    caller: grpc === undefined ? 'client' : 'grpc',
    hasLatency: grpc === undefined || grpc.streaming === NO_STREAMING,
  };
};

interface GrpcPattern {
  readonly service: string;
  readonly rpc: string;
  readonly streaming: unknown;
}

function isGrpc(pattern: unknown): pattern is GrpcPattern {
  return (
    isRecord(pattern) &&
    typeof pattern['service'] === 'string' &&
    typeof pattern['rpc'] === 'string' &&
    'streaming' in pattern
  );
}

/** A pattern as a name: its keys sorted, because their order differs between programs that mean the same. */
function patternName(pattern: unknown): string {
  if (typeof pattern === 'string') return pattern;
  if (isGrpc(pattern)) return `${pattern.service}.${pattern.rpc}`;
  if (isRecord(pattern) && Object.getPrototypeOf(pattern) === Object.prototype) return JSON.stringify(sorted(pattern));
  return String(pattern);
}

function sorted(value: unknown): unknown {
  if (!isRecord(value) || isList(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
