import { type FileHandle, open, stat } from 'node:fs/promises';

import { systemClock } from '../../time/clock.js';
import { flagOption, type OptionValues, textOption, UsageError } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import { mergeLogs } from './input/merged-logs.js';
import { askForLogs, type AskedLogs } from './input/waiting-logs.js';
import { LogPlayer } from './playing/log-player.js';
import { loadRules, type RuleSet } from './playing/rule-set.js';
import { ProgressDisplay } from './replay-progress.js';
import type { ReplayResult } from './replay-result.js';
import { readFormat } from './replay-settings.js';
import { htmlReport } from './report/html-report.js';
import { jsonReport } from './report/json-report.js';
import { textReport } from './report/text-report.js';

const READING = 'Reading until the input ends. Ctrl-C ends it, and shows the result of what was read.';

/** Plays logs through rules, and writes what would have been paged. */
export async function runReplay(
  options: OptionValues,
  terminal: Terminal,
  paths: readonly string[],
): Promise<ExitCode> {
  const format = readFormat(options);
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('The standard input can be read once only.');
  const ruleSets = await readRuleSets(options);
  const logs = await askForLogs(paths, format);
  const files = [...paths, textOption(options, 'rules'), textOption(options, 'compare')];
  const page = await openPage(textOption(options, 'html'), files);
  const result = await play(logs, ruleSets, terminal);
  if (flagOption(options, 'json')) terminal.out(jsonReport(result));
  else for (const line of textReport(result)) terminal.out(line);
  try {
    await page?.writeFile(htmlReport(result));
  } finally {
    await page?.close();
  }
  const isComplete = result.sources.every(({ problem }) => problem === undefined) && !result.isInterrupted;
  return isComplete && result.requests > 0 ? EXIT.ok : EXIT.failed;
}

async function readRuleSets(options: OptionValues): Promise<RuleSet[]> {
  const other = textOption(options, 'compare');
  const first = await loadRules(textOption(options, 'rules'));
  if (other === undefined) return [first];
  const second = await loadRules(other);
  return first.name === second.name ? [first, { ...second, name: other }] : [first, second];
}

/** Before the replay: it would be a pity to find after an hour that the file cannot be written. @param read files that are read */
async function openPage(
  path: string | undefined,
  read: readonly (string | undefined)[],
): Promise<FileHandle | undefined> {
  if (path === undefined) return undefined;
  for (const file of read)
    // Opening it would empty it.
    if (file !== undefined && (await isSameFile(path, file)))
      throw new UsageError(`--html: ${path} is a file that the replay reads. Give the name of a new file.`);
  try {
    return await open(path, 'w');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--html: ${path} cannot be written: ${reason}.`, { cause: error });
  }
}

/** Whether two paths lead to one file, also by a link. */
async function isSameFile(one: string, other: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([stat(one), stat(other)]);
    return first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false; // One of them does not exist.
  }
}

async function play(logs: AskedLogs, ruleSets: readonly RuleSet[], terminal: Terminal): Promise<ReplayResult> {
  const { opened, size, stop } = logs;
  const interruption = new AbortController();
  void terminal.interrupted().then(() => {
    interruption.abort();
    stop();
  });
  // Someone who waits for the result of an input that is silent does not know how to get it.
  if (size === undefined) terminal.error(READING);
  const player = new LogPlayer(ruleSets, (message) => terminal.error(message));
  const progress = new ProgressDisplay(terminal, () => systemClock.now());
  await mergeLogs(logs.waiting, {
    take: (entry) => player.add(entry),
    onLoad: () =>
      progress.update(() => ({
        lines: sum(opened, ({ lines }) => lines),
        bytesRead: sum(opened, ({ bytesRead }) => bytesRead),
        size,
        wall: player.clock.wall(),
        pages: player.rehearsals.map(({ pages }) => pages.total),
      })),
    interruption: interruption.signal,
  });
  player.end();
  progress.end();
  return resultOf(logs, player, interruption.signal.aborted);
}

function resultOf({ opened, unreadable }: AskedLogs, player: LogPlayer, isInterrupted: boolean): ReplayResult {
  const { traffic, order, routes, rehearsals } = player;
  return {
    sources: opened.map(({ name, lines, requests, others, unreadable: bad, problem }) => ({
      name,
      lines,
      requests,
      others,
      unreadable: bad,
      problem,
    })),
    requests: traffic.total,
    failed: traffic.failed,
    routes,
    span: traffic.span,
    order,
    unreadable: { count: unreadable.count, shown: unreadable.shown },
    hints: traffic.total > 0 ? hintsOf(player) : unreadable.shown.some(isLikeCsv) ? [CSV_HINT] : [],
    traffic: traffic.picture,
    rehearsals: rehearsals.map(({ name, suppressed, pages }) => ({ name, suppressed, ...pages.summary })),
    isInterrupted,
  };
}

const CSV_HINT =
  "The lines look like CSV. Name their columns in their order with --csv, such as --csv 'time,method,path,status,duration_ms'.";

/** Four fields or more. */
function isLikeCsv({ text }: { readonly text: string }): boolean {
  return [',', ';', '|', '\t'].some((separator) => text.split(separator).length > 3);
}

function hintsOf({ rehearsals, hasDurations, hasErrors }: LogPlayer): string[] {
  const has = (kind: string): boolean => rehearsals.some(({ kinds }) => kinds.has(kind));
  const hints: string[] = [];
  if (has('latency') && !hasDurations)
    hints.push('No line has a duration, so latency rules see nothing. See --duration, or log the time of requests.');
  if (has('exception') && !hasErrors)
    hints.push('No line has an error, so exception rules see nothing: only logs of pino show errors.');
  return hints;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
