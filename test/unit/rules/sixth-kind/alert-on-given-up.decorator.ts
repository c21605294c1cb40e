import { declareRule } from '../../../../src/rules/declaration.js';
import { onGivenUp } from './given-up.js';

export function AlertOnGivenUp(options?: Parameters<typeof onGivenUp>[0]): ClassDecorator & MethodDecorator {
  return declareRule('@AlertOnGivenUp()', onGivenUp(options));
}
