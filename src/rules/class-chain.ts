/** Longer than any chain of classes that people write. The prototypes of a proxy may never end. */
const LONGEST_CHAIN = 100;

/** A class and its base classes, nearest first, as far as they can be read. */
export function classChain(type: unknown): readonly object[] {
  const chain: object[] = [];
  for (let link = type; typeof link === 'function' && chain.length < LONGEST_CHAIN; link = baseOf(link)) {
    chain.push(link);
  }
  return chain;
}

function baseOf(type: object): unknown {
  try {
    return Reflect.getPrototypeOf(type);
  } catch {
    return undefined; // a proxy that refuses to say it
  }
}
