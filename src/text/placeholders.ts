const QUOTED = /"[^"]{1,500}"|`[^`]{1,500}`|“[^”]{1,500}”|(?<!\w)'[^']{1,500}'(?!\w)/g; // the apostrophe of `can't` is not a quote
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX = /\b(?:0x[0-9a-f]{1,128}|(?=[a-f]{0,64}\d)[0-9a-f]{8,128})\b/gi;
const NUMBER = /(?<![\p{L}_\d])\d+(?:[.,:]\d+)*(?!\d|xx)/giu; // not `s3`, which is a name, nor `5XX`, which is a class

/** Replaces what varies from message to message: `order 4711` and `order 4712` become `order {number}`. */
export function withPlaceholders(message: string): string {
  return message
    .replace(QUOTED, '{text}')
    .replace(UUID, '{uuid}')
    .replace(HEX, (match) => (/^\d+$/.test(match) ? '{number}' : '{hex}'))
    .replace(NUMBER, '{number}');
}
