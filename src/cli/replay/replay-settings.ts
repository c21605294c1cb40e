import { type OptionValues, textOption, UsageError } from '../command.js';
import { UNIT_MS, type DurationUnit } from './formats/common-log.js';
import { csvColumns } from './formats/csv-columns.js';
import type { LogFormat } from './formats/any-log.js';

/** Reads how the logs are to be read. @throws UsageError if that cannot be */
export function readFormat(options: OptionValues): LogFormat {
  return { csv: readCsv(textOption(options, 'csv')), durationUnit: readUnit(textOption(options, 'duration')) };
}

function readCsv(description: string | undefined): LogFormat['csv'] {
  if (description === undefined) return undefined;
  try {
    return csvColumns(description);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--csv ${reason}; got '${description}'.`, { cause: error });
  }
}

function readUnit(unit: string | undefined): DurationUnit | undefined {
  if (unit === undefined || isUnit(unit)) return unit;
  throw new UsageError(`--duration must be one of s, ms, us; got '${unit}'.`);
}

function isUnit(text: string): text is DurationUnit {
  return Object.hasOwn(UNIT_MS, text);
}
