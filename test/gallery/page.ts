import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';

import { cutAt } from '../../src/text/text-cut.js';
import type { ReceivedRequest } from '../../src/testing/index.js';
import type { Played, Scene } from './scene.js';

/** The part of a headline that a lock screen shows. */
const LOCK_SCREEN = 60;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Body {
  readonly alias?: string;
  readonly message?: string;
  readonly priority?: string;
  readonly tags?: readonly string[];
  readonly entity?: string;
  readonly description?: string;
  readonly details?: Readonly<Record<string, string>>;
  readonly note?: string;
}

/** One scene in Markdown: each alert with its history, and the log. */
export function describeScene({ title, besides }: Scene, { requests, log }: Played): string {
  const writes = requests.filter(({ method }) => method !== 'GET');
  const chapters = new Map<string, ReceivedRequest[]>();
  for (const write of writes) chapters.set(aliasOf(write), [...(chapters.get(aliasOf(write)) ?? []), write]);
  // Several requests are sent at once, so that their order differs from run to run.
  const ordered = [...chapters].toSorted(([one, [first]], [other, [second]]) => {
    return Number(first?.at) - Number(second?.at) || one.localeCompare(other, 'en', { numeric: true });
  });
  const isBeside = (alias: string): boolean => besides?.test(alias) === true;
  const others = ordered.filter(([alias]) => isBeside(alias)).map(([, [first]]) => `- ${headlineOf(first)}`);
  const alerts = ordered.filter(([alias]) => !isBeside(alias)).map(([, its]) => describeAlert(its));
  const besidesThem = others.length === 0 ? [] : ['Beside these alerts:', others.join('\n')];
  const logged = log.length === 0 ? [] : ['Logged:', block(log.join('\n'))];
  return stable([`### ${title}`, ...besidesThem, ...alerts, ...logged].join('\n\n'));
}

function headlineOf(request: ReceivedRequest | undefined): string {
  return code(bodyOf(request).message ?? '');
}

function describeAlert(writes: readonly ReceivedRequest[]): string {
  const [first] = writes;
  const { message = '', priority, tags = [], alias, entity, description = '', details = {} } = bodyOf(first);
  const rows = [
    ['On the phone', code(cutAt(message, LOCK_SCREEN))],
    ['Headline', code(message)],
    ['Priority', priority ?? ''],
    ['Tags', tags.map(code).join(' ')],
    ['Entity', code(entity ?? '')],
    ['Alias', code(alias ?? '')],
  ];
  const parts = [table(['', ''], rows)];
  if (description !== '') parts.push(block(description));
  parts.push(
    table(
      ['detail', 'value'],
      Object.entries(details).map(([name, value]) => [name, code(value)]),
    ),
  );
  const life = writes.slice(1).map((request) => describeWrite(request, message));
  if (life.length > 0) parts.push(life.join('\n'));
  return parts.join('\n\n');
}

/** The history of an alert after it was opened. */
function describeWrite(request: ReceivedRequest, opened: string): string {
  const { message, note, description } = bodyOf(request);
  const time = request.at.toISOString().slice(0, 19).replace('T', ' ');
  const isClose = request.path.endsWith('/close');
  if (message === undefined) return `- ${time} ${isClose ? 'closed' : 'note'}:\n${indented(note ?? '')}`;
  return message === opened
    ? `- ${time} raised again, with the same headline`
    : `- ${time} raised again as ${code(message)}\n${indented(description ?? '')}`;
}

function bodyOf(request: ReceivedRequest | undefined): Body {
  return (request?.body as Body | undefined) ?? {};
}

function aliasOf(request: ReceivedRequest): string {
  return bodyOf(request).alias ?? decodeURIComponent(request.path.split('/')[3] ?? '');
}

/** Removes text that differs between runs and machines. */
function stable(text: string): string {
  return text
    .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, '{uuid}')
    .replaceAll(`| host | \`${hostname()}\` |`, '| host | `web-1` |')
    .replaceAll(/\| processStartedAt \| `[^`]*` \|/g, '| processStartedAt | `{process start}` |')
    .replaceAll(`host ${hostname()}`, 'host web-1')
    .replaceAll(`file://${ROOT}`, '/app/')
    .replaceAll(ROOT, '/app/')
    .replaceAll(/(\.[cm]?[jt]s):\d+:\d+/g, '$1')
    .replaceAll(/(?:\n +at [^\n]*(?:node_modules\/|node:)[^\n]*)+/g, '\n    (framework frames)')
    .replaceAll(/\(\d+ framework frames?\)/g, '(framework frames)')
    .replaceAll(/\bup for [^;\n]+;/g, 'up for 2 s;')
    .replaceAll(/[\d.]+ m?s after its start/g, '2 s after its start')
    .replaceAll(/(?<before>127\.0\.0\.1:|port )\d{4,5}\b/g, '$<before>3000');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('\n', ' ⏎ ')}\``;
}

function block(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  > ${line}`.trimEnd())
    .join('\n');
}
