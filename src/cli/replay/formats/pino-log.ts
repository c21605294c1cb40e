import { BYTE, numberAt, pathEnd, statusAt, textAt } from './bytes.js';
import { JsonScanner } from './json-scanner.js';
import { loggedError } from './logged-error.js';
import { LogDate } from './log-date.js';
import { setAnswer, type LineKind, type LineReader, type LogEntry } from './log-entry.js';

/** Where a value stands in the line, with the quotes of a string; `start` is `-1` if there is none. */
interface Span {
  start: number;
  end: number;
}

/**
 * Reads the lines that pino-http and nestjs-pino write when a request ends:
 *
 * `{"level":30,"time":1791640000123,"req":{"method":"GET","url":"/orders/42",…},"res":{"statusCode":200,…},"responseTime":5,"msg":…}`
 *
 * A line without `req` and `res` is a message of the application. An error that the line shows (`err`) is the error of the request, unless
 * pino-http made it of the status.
 */
export class PinoLogReader implements LineReader {
  readonly #date = new LogDate();
  readonly #scanner = new JsonScanner();
  #bytes: Buffer = Buffer.alloc(0);
  readonly #time = blankSpan();
  readonly #duration = blankSpan();
  readonly #method = blankSpan();
  readonly #url = blankSpan();
  readonly #status = blankSpan();
  readonly #error = blankSpan();
  readonly #message = blankSpan();
  readonly #spans = [this.#time, this.#duration, this.#method, this.#url, this.#status, this.#error, this.#message];

  read(bytes: Buffer, start: number, end: number, entry: LogEntry): LineKind {
    this.#bytes = bytes;
    for (const span of this.#spans) span.start = -1;
    this.#scanner.over(bytes, end);
    if (this.#scanner.object(start, this.#takeMember) === -1) return 'unreadable';
    if (this.#method.start === -1 || this.#url.start === -1 || this.#status.start === -1) return 'other';

    entry.time = this.#readTime();
    const method = this.#text(this.#method);
    if (Number.isNaN(entry.time) || !isMethod(method)) return 'unreadable';
    // pino-http writes `null` where nothing was sent.
    const isUnanswered = bytes[this.#status.start] === NULL;
    const status = statusAt(bytes, this.#status.start, this.#status.end);
    if (Number.isNaN(status) && !isUnanswered) return 'unreadable';
    entry.target = `${method} ${this.#path()}`;
    const duration = numberAt(bytes, this.#duration.start, this.#duration.end);
    setAnswer(entry, status, this.#duration.start === -1 || Number.isNaN(duration) ? undefined : duration);
    if (isUnanswered) entry.status = undefined;
    entry.aborted ||= isUnanswered || this.#is(this.#message, ABORTED);
    if (this.#error.start !== -1) entry.error = loggedError(bytes.toString('utf8', this.#error.start, this.#error.end));
    return 'request';
  }

  readonly #takeMember = (name: number, nameEnd: number, value: number): number => {
    // One that is no object belongs to a line about something else.
    if (this.#bytes[value] === BYTE.openBrace && nameEnd - name === REQUEST.length) {
      if (this.#isKey(name, nameEnd, REQUEST)) return this.#scanner.object(value, this.#takeRequestMember);
      if (this.#isKey(name, nameEnd, RESPONSE)) return this.#scanner.object(value, this.#takeResponseMember);
    }
    return this.#keep(this.#spanOf(name, nameEnd), value);
  };

  readonly #takeRequestMember = (name: number, nameEnd: number, value: number): number => {
    if (this.#bytes[value] !== BYTE.quote) return this.#scanner.valueEnd(value);
    const isMethodName = this.#isKey(name, nameEnd, METHOD);
    return this.#keep(isMethodName ? this.#method : this.#isKey(name, nameEnd, URL) ? this.#url : undefined, value);
  };

  readonly #takeResponseMember = (name: number, nameEnd: number, value: number): number =>
    this.#keep(this.#isKey(name, nameEnd, STATUS) ? this.#status : undefined, value);

  #spanOf(name: number, nameEnd: number): Span | undefined {
    switch (nameEnd - name) {
      case 3:
        if (this.#isKey(name, nameEnd, ERROR)) return this.#error;
        return this.#isKey(name, nameEnd, MESSAGE) ? this.#message : undefined;
      case 4:
        return this.#isKey(name, nameEnd, TIME) ? this.#time : undefined;
      case 9:
        return this.#isKey(name, nameEnd, TIMESTAMP) ? this.#time : undefined;
      case 12:
        return this.#isKey(name, nameEnd, RESPONSE_TIME) ? this.#duration : undefined;
      default:
        return undefined;
    }
  }

  /** Notes where a value stands. @returns where it ends */
  #keep(span: Span | undefined, value: number): number {
    const end = this.#scanner.valueEnd(value);
    if (span !== undefined) {
      span.start = value;
      span.end = end;
    }
    return end;
  }

  #readTime(): number {
    const { start, end } = this.#time;
    if (start === -1) return Number.NaN;
    return this.#bytes[start] === BYTE.quote
      ? this.#date.any(this.#bytes, start + 1, end - 1)
      : this.#date.any(this.#bytes, start, end);
  }

  #path(): string {
    const { start, end } = this.#url;
    const until = pathEnd(this.#bytes, start + 1, end - 1);
    return this.#text({ start, end: until + 1 });
  }

  /** The text of a string, from its opening quote to after its closing one. */
  #text({ start, end }: Span): string {
    const text = textAt(this.#bytes, start + 1, end - 1);
    if (!text.includes('\\')) return text;
    try {
      return String(JSON.parse(`"${text}"`));
    } catch {
      return text;
    }
  }

  #is({ start, end }: Span, text: Uint8Array): boolean {
    return start !== -1 && this.#isKey(start + 1, end - 1, text);
  }

  #isKey(start: number, end: number, wanted: Uint8Array): boolean {
    if (end - start !== wanted.length) return false;
    for (let at = 0; at < wanted.length; at++) if (this.#bytes[start + at] !== wanted[at]) return false;
    return true;
  }
}

const [REQUEST, RESPONSE, ERROR, MESSAGE] = [key('req'), key('res'), key('err'), key('msg')];
const [TIME, TIMESTAMP, RESPONSE_TIME] = [key('time'), key('timestamp'), key('responseTime')];
const [METHOD, URL, STATUS] = [key('method'), key('url'), key('statusCode')];
const ABORTED = key('request aborted');
/** The first byte of `null`. */
const NULL = 0x6e;

function isMethod(text: string): boolean {
  return /^[A-Z][A-Z-]{0,19}$/.test(text);
}

function key(name: string): Uint8Array {
  return Buffer.from(name);
}

function blankSpan(): Span {
  return { start: -1, end: -1 };
}
