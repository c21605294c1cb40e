/** Classes that are made for the names in a log; the rest are plain errors. A hostile log must not fill the memory with classes. */
const MOST_CLASSES = 200;

/** pino-http makes an error of a status of 500 and above where the application gave none. It says nothing that the status does not. */
const MADE_OF_STATUS = /^failed with status code \d+$/;

const classes = new Map<string, new (message: string) => Error>();

/** The error of a pino line: `{"type":"PaymentProviderDown","message":"…","stack":"…"}`; `undefined` if it says nothing. */
export function loggedError(json: string): Error | undefined {
  const { type, message, stack } = membersOf(json);
  if (typeof message !== 'string' || MADE_OF_STATUS.test(message)) return undefined;
  const error = new (classOf(typeof type === 'string' ? type : 'Error'))(message);
  if (typeof stack === 'string') error.stack = stack;
  return error;
}

function membersOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Alerts name an error by its class, and so does this one: with the same name, it has the same class. */
function classOf(name: string): new (message: string) => Error {
  if (name === 'Error' || !/^[\w$]{1,100}$/.test(name)) return Error;
  const known = classes.get(name);
  if (known !== undefined) return known;
  if (classes.size >= MOST_CLASSES) return Error;
  const made = { [name]: class extends Error {} }[name] ?? Error;
  classes.set(name, made);
  return made;
}
