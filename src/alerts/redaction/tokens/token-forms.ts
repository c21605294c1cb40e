import { CLOUDS } from './clouds.js';
import { DEVELOPMENT } from './development.js';
import { MESSAGING } from './messaging.js';
import { MODELS } from './models.js';
import { OBSERVABILITY } from './observability.js';
import { PAYMENTS } from './payments.js';
import { STORED_PASSWORDS } from './stored-passwords.js';
import type { TokenForm } from './token-form.js';

/** All token forms, which are hidden in any context. To add an issuer, add an entry to one of these lists. */
export const TOKEN_FORMS: readonly TokenForm[] = [
  ...CLOUDS,
  ...DEVELOPMENT,
  ...PAYMENTS,
  ...MESSAGING,
  ...OBSERVABILITY,
  ...MODELS,
  ...STORED_PASSWORDS,
];
