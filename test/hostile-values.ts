import fc from 'fast-check';

const fail = (): never => {
  throw new Error('hostile');
};

/** A proxy of which every trap throws. */
function refusingProxy(target: object): object {
  const traps = Object.getOwnPropertyNames(Reflect).filter((name) => typeof Reflect.get(Reflect, name) === 'function');
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, fail])));
}

function revokedProxy(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

class Unprintable {
  toString = fail;
  valueOf = fail;
  toJSON = fail;
  [Symbol.toPrimitive] = fail;
}
Reflect.set(Unprintable.prototype, Symbol.for('nodejs.util.inspect.custom'), fail);

class RefusingError extends Error {
  override get message(): string {
    return fail();
  }
  override get stack(): string {
    return fail();
  }
}

/** Assembled from parts, because the linter reports each thenable as a mistake. */
export const THEN = ['th', 'en'].join('');

/** A thenable whose behaviour only the application knows. */
function thenable(then: unknown): object {
  const made = {};
  Reflect.set(made, THEN, then);
  return made;
}

/** An object that fails on each field that the library reads. */
const FIELDS =
  'message description alias priority tags details responders visibleTo actions entity source user note for reason closeAfter then subscribe prototype type id name stack cause errors length'.split(
    ' ',
  );
const getters = (): object =>
  Object.defineProperties({}, Object.fromEntries(FIELDS.map((name) => [name, { get: fail, enumerable: true }])));

function cyclic(): object {
  const error = new Error('a cycle');
  error.cause = new AggregateError([error, error], 'of itself', { cause: error });
  return error;
}

async function* endless(): AsyncGenerator<string> {
  for (;;) yield await Promise.resolve('more');
}

const MAKERS: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => -0,
  () => 10n ** 40n,
  () => Symbol('hostile'),
  () => Symbol.iterator,
  () => '',
  () => '\ud800 lone \udfff',
  () => '\u0000\u001b[31m\u202e',
  () => 'x'.repeat(300_000),
  () => fail,
  () => class Hostile {},
  () => refusingProxy(fail),
  () => refusingProxy({}),
  () => refusingProxy([]),
  () => revokedProxy({}),
  () => revokedProxy([]),
  () => revokedProxy(fail),
  getters,
  () => Object.create(null) as unknown,
  () => Object.create(getters()) as unknown,
  () => new Date(Number.NaN),
  () => new Unprintable(),
  () => [new Unprintable(), refusingProxy({}), Symbol('x')],
  () => new RefusingError(),
  cyclic,
  () => new Map<unknown, unknown>([[refusingProxy({}), getters()]]),
  () => new Set<unknown>([Symbol('x'), revokedProxy({})]),
  () => Object.assign([], { length: 4_294_967_295 }),
  () => Buffer.alloc(100_000, 1),
  () => new BigUint64Array(10_000),
  () => new WeakMap(),
  () => Array.from({ length: 100_000 }, () => 'x'),
  () =>
    (function* iterate() {
      for (;;) yield 'more';
    })(),
  endless,
  () => thenable(fail),
  () => thenable((done: (value: unknown) => void) => (done(1), done(2))),
  () => thenable(() => undefined),
  () => thenable((_: unknown, failed: (error: unknown) => void) => failed(new Error('rejected'))),
  () => Object.defineProperty({}, THEN, { get: fail }),
  () => new Proxy({}, { get: () => fail, ownKeys: () => ['a'], getOwnPropertyDescriptor: fail }),
  () => {
    const rejected = Promise.reject(new Error('rejected'));
    rejected.catch(() => undefined);
    return rejected;
  },
];

/** Creates a value that no caller should pass. A factory, because the values themselves would break fast-check, which inspects them. */
export type HostileMaker = () => unknown;

/** Makers of hostile values. */
export const hostileValue: fc.Arbitrary<HostileMaker> = fc.constantFrom(...MAKERS);

/** Makers of hostile values, and of objects with hostile values in the fields of an alert or of method options. */
export const hostileOptions: fc.Arbitrary<HostileMaker> = fc.oneof(
  hostileValue,
  fc
    .dictionary(fc.constantFrom(...FIELDS), hostileValue, { maxKeys: 6 })
    .map((makers) => () => Object.fromEntries(Object.entries(makers).map(([field, make]) => [field, make()]))),
);
