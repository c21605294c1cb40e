import { Logger, type LoggerService } from '@nestjs/common';

import { guardedLog, type Log } from './delivery/log.js';

/** The name under which the module logs. */
const CONTEXT = 'Opsgenie';

/** The log of the module: the given logger, none, or Nest's. What a logger throws goes no further. */
export function logOf(logger: LoggerService | false | undefined): Log {
  if (logger === false) return { log: () => undefined, warn: () => undefined, error: () => undefined };
  if (logger === undefined) return new Logger(CONTEXT);
  return guardedLog({
    log: (message) => void logger.log(message, CONTEXT),
    warn: (message) => void logger.warn(message, CONTEXT),
    error: (message) => void logger.error(message, undefined, CONTEXT),
  });
}
