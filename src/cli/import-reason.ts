import { isRecord, readProperty } from '../text/guarded-read.js';
import { toPlainText, toSingleLine } from '../text/plain-text.js';
import { truncate } from '../text/text-cut.js';

const LONGEST = 500;

/** Says why a file could not be imported, and what to do. */
export function importReason(error: unknown, path: string): string {
  const code = readProperty(error, 'code');
  const text = isRecord(error) ? readProperty(error, 'message') : error;
  const message = truncate(toSingleLine(toPlainText(String(text))), LONGEST).replace(/\.$/, '');
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && path.endsWith('s')) {
    return 'Node cannot run it. Give the compiled JavaScript file instead.';
  }
  if (code === 'ERR_IMPORT_ATTRIBUTE_MISSING') return 'It is not JavaScript. Give a module such as alerts.mjs instead.';
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return `${message}. Check the path, and that its packages are installed.`;
  }
  return `${message}.`;
}
