/**
 * The visible text of a page: without tags, scripts and styles, on one line. Linear time, even for a page that consists only of `<`.
 */
export function visibleText(page: string): string {
  // Only ASCII letters: others can change the length.
  const lowered = page.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const open = page.indexOf('<', at);
    const close = open === -1 ? -1 : page.indexOf('>', open);
    if (close === -1) break;
    parts.push(page.slice(at, open));
    const hidden = ['script', 'style'].find((name) => lowered.startsWith(name, open + 1));
    const end = hidden === undefined ? -1 : lowered.indexOf(`</${hidden}`, close);
    if (hidden !== undefined && end === -1) return oneLine(parts);
    at = end === -1 ? close + 1 : end;
  }
  return oneLine([...parts, page.slice(at)]);
}

function oneLine(parts: readonly string[]): string {
  return parts.join(' ').replace(/\s+/g, ' ').trim();
}
