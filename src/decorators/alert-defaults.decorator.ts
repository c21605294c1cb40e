import type { AlertShape } from '../rules/alert-shape.js';
import { declare } from '../rules/declaration.js';
import { layShape } from '../rules/layer.js';
import { AlertShapeSchema } from '../rules/rule-options.schema.js';
import { readOptions } from '../validation/schema.js';

/**
 * Shapes the alerts of every rule below it. It adds no rule.
 *
 * @throws OpsgenieConfigurationError when the class is defined, if a field is wrong
 * @example `@AlertDefaults({ tags: ['checkout'], responders: [{ type: 'team', name: 'payments' }] })`
 */
export function AlertDefaults(shape: AlertShape): ClassDecorator & MethodDecorator {
  const { options = {}, problems } = readOptions(AlertShapeSchema, shape);
  return declare('@AlertDefaults()', problems, (declaration) => ({
    ...declaration,
    shape: layShape(declaration.shape, options),
  }));
}
