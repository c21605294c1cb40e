/** A text for HTML, between tags or in quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** HTML that is safe to put into HTML. */
export class Html {
  constructor(readonly text: string) {}
}

/** Makes HTML of a template. Everything that is put in is escaped, unless it is {@link Html} itself. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (Html | string | number | readonly Html[])[]
): Html {
  return new Html(parts.reduce((made, part, index) => `${made}${textOf(values[index - 1])}${part}`));
}

function textOf(value: Html | string | number | readonly Html[] | undefined): string {
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escapeHtml(String(value ?? ''));
}
