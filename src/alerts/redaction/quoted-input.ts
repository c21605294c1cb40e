// Errors of frameworks quote parts of the request. These never leave the process: they do not look like secrets, but they may be personal
// data.

// Nest: `Cannot GET /orders?code=…`. Fastify: `Route GET:/orders?code=… not found`.
const UNKNOWN_ROUTE = /\b(Cannot [A-Z]{1,16} |Route [A-Z]{1,16}:)([^\s?]*)\?\S*/g;

// Fastify: `'/%zz?code=…' is not a valid url component`.
const BAD_URL = /'(\/[^'?\n]{0,2048})\?[^'\n]{0,4096}' is not a valid url/g;

// V8: `Unexpected token 'o', ..."assword":oops"... is not valid JSON`, with up to 40 characters of the body.
const BAD_JSON = /, (?:\.{3})?\\{0,31}"[\s\S]{0,200}?"(?:\.{3})?(?= is not valid JSON)/g;

/** Hides the parts of a request that framework errors quote: its query and the beginning of its body. */
export function hideQuotedInput(text: string, replacement: string): string {
  return text
    .replace(UNKNOWN_ROUTE, `$1$2?${replacement}`)
    .replace(BAD_URL, `'$1?${replacement}' is not a valid url`)
    .replace(BAD_JSON, `, ${replacement}`);
}
