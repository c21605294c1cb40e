import { CLOUDS } from './clouds.js';
import { DEVELOPMENT } from './development.js';
import { MESSAGING } from './messaging.js';
import { MODELS } from './models.js';
import { OBSERVABILITY } from './observability.js';
import { PAYMENTS } from './payments.js';
import { STORED_PASSWORDS } from './stored-passwords.js';
import type { TokenForm } from './token-form.js';

/** Every form of token that is hidden, whatever stands around it. A new issuer is a new entry of one of these lists, and nothing else. */
export const TOKEN_FORMS: readonly TokenForm[] = [
  ...CLOUDS,
  ...DEVELOPMENT,
  ...PAYMENTS,
  ...MESSAGING,
  ...OBSERVABILITY,
  ...MODELS,
  ...STORED_PASSWORDS,
];
