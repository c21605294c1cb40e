/**
 * What a person sees of a page: its text without tags, scripts and styles, on one line. Each character is looked at once or twice: a page
 * may be made of nothing but `<`.
 */
export function visibleText(page: string): string {
  // Only these, as others change the length.
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
