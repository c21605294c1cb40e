/** The form of an API key: a UUID (Opsgenie, "Authentication"). */
const API_KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Common mistakes in copying a key, with advice. The first match is reported. */
const SPOILED: readonly (readonly [form: RegExp, advice: string])[] = [
  [/^[^=\s]{0,64}key[^=\s]{0,64}\s{0,8}=/i, 'give only what follows the equals sign'],
  [/^(?:authorization:\s*)?(?:geniekey|bearer|basic)\b/i, 'give only the key; the module adds `GenieKey` itself'],
  [/^["'`\u2018\u2019\u201c\u201d]|["'`\u2018\u2019\u201c\u201d]$/, 'remove the quotes around it'],
  [/\s/, 'remove the spaces or line breaks in it'],
  [/^[0-9a-f]{32}$/i, 'its hyphens are missing'],
];

/** Returns what is wrong with an API key, without showing any part of it; `undefined` if it is valid. Surrounding space is allowed. */
export function complainAboutKey(key: string): string | undefined {
  const trimmed = key.trim();
  if (API_KEY.test(trimmed)) return undefined;
  const advice = SPOILED.find(([form]) => form.test(trimmed))?.[1] ?? "copy it again from the integration's settings";
  return `must be an API integration key (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx): ${advice}`;
}
