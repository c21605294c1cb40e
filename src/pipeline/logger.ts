import { Logger, type LoggerService } from '@nestjs/common';

import { guardedLog, type Log } from '../text/log.js';

/** The name under which the module logs. */
const CONTEXT = 'Opsgenie';

/** The log of the module: the given logger, none, or Nest's. What a logger throws goes no further. */
export function logOf(logger: LoggerService | false | undefined): Log {
  if (logger === false) return { log: () => undefined, warn: () => undefined, error: () => undefined };
  // Behind Nest's logger there may be one of the application as well.
  if (logger === undefined) return guardedLog(new Logger(CONTEXT));
  return guardedLog({
    log: (message): unknown => logger.log(message, CONTEXT),
    warn: (message): unknown => logger.warn(message, CONTEXT),
    error: (message): unknown => logger.error(message, undefined, CONTEXT),
  });
}
