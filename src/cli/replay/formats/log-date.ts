import { BYTE, digitsAt, isDigit, numberAt } from './bytes.js';

const COMMON = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)$/;
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** `10/Oct/2026:13:55:36 -0700` */
export const COMMON_DATE_LENGTH = 26;
/** `2026-10-10T13:55:36` */
const ISO_SECOND_LENGTH = 19;

const MINUTE = 60_000;

/** Reads the times of a log. Lines of the same second have the same text, which is read once. */
export class LogDate {
  readonly #common = new LastText(COMMON_DATE_LENGTH);
  readonly #iso = new LastText(ISO_SECOND_LENGTH);

  /** A time of Apache and nginx. @returns milliseconds since 1970; `NaN` if it is none */
  common(bytes: Buffer, start: number): number {
    if (!this.#common.isAt(bytes, start)) this.#common.keep(bytes, start, parseCommon);
    return this.#common.time;
  }

  /**
   * A time of ISO 8601 with seconds, e.g. `2026-10-10T13:55:36.123+02:00`; UTC where no zone is given.
   *
   * @returns milliseconds since 1970; `NaN` if it is none
   */
  iso(bytes: Buffer, start: number, end: number): number {
    const second = start + ISO_SECOND_LENGTH;
    if (second > end) return Number.NaN;
    if (!this.#iso.isAt(bytes, start)) this.#iso.keep(bytes, start, parseIso);
    let zone = second;
    let fraction = 0;
    if (zone < end && (bytes[zone] === BYTE.point || bytes[zone] === BYTE.comma)) {
      zone++;
      const from = zone;
      while (zone < end && isDigit(bytes[zone])) zone++;
      // Milliseconds are enough; more digits than a number has would be read as infinite.
      fraction = Math.floor(digitsAt(bytes, from, Math.min(zone, from + 3)) * 10 ** Math.max(0, 3 - (zone - from)));
    }
    return this.#iso.time + fraction - zoneAt(bytes, zone, end);
  }

  /** Seconds, milliseconds, microseconds or nanoseconds since 1970, by their size; else ISO 8601, else a time of Apache. */
  any(bytes: Buffer, start: number, end: number): number {
    const number = numberAt(bytes, start, end);
    if (!Number.isNaN(number)) return sinceEpoch(number);
    if (bytes[start + 2] === BYTE.slash && end - start === COMMON_DATE_LENGTH) return this.common(bytes, start);
    return this.iso(bytes, start, end);
  }
}

/** A text of a known length, and the time that it says. */
class LastText {
  readonly #text: Uint8Array;
  readonly #length: number;
  time = Number.NaN;

  constructor(length: number) {
    this.#length = length;
    this.#text = new Uint8Array(length);
  }

  isAt(bytes: Buffer, start: number): boolean {
    // From the end, where times differ.
    for (let at = this.#length - 1; at >= 0; at--) if (bytes[start + at] !== this.#text[at]) return false;
    return true;
  }

  keep(bytes: Buffer, start: number, parse: (text: string) => number): void {
    for (let at = 0; at < this.#length; at++) this.#text[at] = bytes[start + at] ?? 0;
    this.time = parse(bytes.toString('latin1', start, start + this.#length));
  }
}

function parseCommon(text: string): number {
  const [, day, name = '?', year, hours, minutes, seconds, zoneHours = '', zoneMinutes = ''] = COMMON.exec(text) ?? [];
  const month = MONTHS.indexOf(name) / 3;
  const time = utc([year, month, day, hours, minutes, seconds].map(Number));
  return time - (Number(zoneHours) * 60 + Number(`${zoneHours.slice(0, 1)}${zoneMinutes}`)) * MINUTE;
}

function parseIso(text: string): number {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return Number.NaN;
  const [year = 0, month = 0, ...rest] = parts;
  return utc([year, month - 1, ...rest]);
}

/** @returns `NaN` unless it is a date of the calendar. A leap second is the next one. */
function utc([year = 0, month = -1, day = 0, hours = 0, minutes = 0, seconds = 0]: readonly number[]): number {
  if (!(month >= 0 && month <= 11 && Number.isInteger(month) && day >= 1 && day <= 31)) return Number.NaN;
  if (!(hours <= 23 && minutes <= 59 && seconds <= 60)) return Number.NaN;
  return Date.UTC(year, month, day, hours, minutes, seconds);
}

/** The distance from UTC in milliseconds; `NaN` if it cannot be read. */
function zoneAt(bytes: Buffer, start: number, end: number): number {
  if (start === end) return 0;
  const sign = bytes[start];
  if (end - start === 1) return sign === 0x5a || sign === 0x7a ? 0 : Number.NaN;
  if (sign !== 0x2b && sign !== BYTE.minus) return Number.NaN;
  const hours = digitsAt(bytes, start + 1, start + 3);
  const minutesStart = bytes[start + 3] === BYTE.colon ? start + 4 : start + 3;
  const minutes = minutesStart >= end ? 0 : digitsAt(bytes, minutesStart, end);
  return (sign === BYTE.minus ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}

/** The last time that ISO 8601 can name: a later one is no time, and too large a number is no date either. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * Milliseconds of a number since 1970; `NaN` after the year 9999. Its size tells the unit: seconds have less than 12 digits until the year
 * 5138.
 */
function sinceEpoch(number: number): number {
  const milliseconds = inMilliseconds(number);
  return milliseconds <= LATEST ? milliseconds : Number.NaN;
}

function inMilliseconds(number: number): number {
  if (number < 1e11) return number * 1_000;
  if (number < 1e14) return number;
  return number < 1e17 ? number / 1e3 : number / 1e6;
}
