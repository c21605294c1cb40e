import type { AlertChange, SandboxAlert } from '../../sandbox/register/sandbox-alert.js';
import { toPlainText, toSingleLine } from '../../text/plain-text.js';

const WORDS: Readonly<Record<AlertChange, string>> = {
  opened: 'ALERT',
  deduplicated: 'AGAIN',
  acknowledged: 'ACKED',
  unacknowledged: 'UNACKED',
  snoozed: 'SNOOZED',
  noted: 'NOTE',
  updated: 'UPDATED',
  closed: 'CLOSED',
  deleted: 'DELETED',
};

/** A change of an alert on one line, with its alias or the new note below. An alert cannot write to the terminal but as plain text. */
export function changeText(alert: SandboxAlert, change: AlertChange): string {
  const time = alert.updatedAt.toISOString().slice(11, 19);
  const count = change === 'deduplicated' ? ` (${alert.count} times)` : '';
  const headline = `${time}  ${WORDS[change].padEnd(7)} ${alert.priority}  ${line(alert.message)}${count}`;
  const note = change === 'closed' || change === 'noted' ? (alert.notes.at(-1)?.note ?? '') : '';
  const below = change === 'opened' ? `alias ${alert.alias}` : note;
  return below === '' ? headline : `${headline}\n${' '.repeat(22)}${line(below)}`;
}

function line(text: string): string {
  return toSingleLine(toPlainText(text));
}
