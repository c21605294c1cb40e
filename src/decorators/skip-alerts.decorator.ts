import type { AlertKind } from '../rules/alert-shape.js';
import { declare } from '../rules/declaration.js';
import { RULE_KINDS } from '../rules/rule-kinds.js';
import { isList } from '../text/guarded-read.js';
import { plainCopy } from '../validation/plain-copy.js';
import { listOf, oneOf } from '../validation/checks.js';

const KINDS = (Object.keys(RULE_KINDS) as AlertKind[]).filter((kind) => RULE_KINDS[kind].isOfProcess !== true);

/**
 * Silences rules. On a handler: every rule of that handler. On a controller: the module's and the controller's rules; rules declared on a
 * handler still apply.
 *
 * @param kinds only rules of these kinds; without it all of them; `[]` undoes the controller's `@SkipAlerts()`
 * @throws OpsgenieConfigurationError when the class is defined, if a kind is unknown
 * @example `@SkipAlerts()`, `@SkipAlerts(['latency'])`
 */
export function SkipAlerts(kinds: readonly AlertKind[] = KINDS): ClassDecorator & MethodDecorator {
  const given = plainCopy(kinds);
  const complaint = listOf(oneOf(KINDS))(given);
  const problems = complaint === undefined ? [] : [{ path: 'kinds', message: complaint }];
  const skip = KINDS.filter((kind) => isList(given) && given.includes(kind));
  return declare('@SkipAlerts()', problems, (declaration) => ({ ...declaration, skip }));
}
