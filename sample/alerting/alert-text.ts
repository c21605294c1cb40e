import type { AlertChange, SandboxAlert } from 'nestjs-opsgenie/testing';

/** What someone who tries everything at once should know. */
const STORM =
  'The storm guard: five incidents began within a minute, so this one alert stands for the sixth and all that follow.\n' +
  'To go on, repair what it lists with the lines of the list: it closes when all of it is well, and the next incident gets an alert\n' +
  'of its own again. Or start again with Ctrl-C and `npm start`.';

/** Formats a change of an alert for the terminal: the line that a phone would show, and the explanation below it. */
export function alertText(alert: SandboxAlert, change: AlertChange): string {
  const headline = `${alert.priority}  ${alert.message}`;
  const note = alert.notes.at(-1)?.note ?? '';
  switch (change) {
    case 'opened':
      return [
        `ALERT  ${headline}`,
        ...fact('alias', alert.alias),
        ...fact('why', alert.description),
        ...(alert.details['rule'] === 'storm' ? fact('hint', STORM) : []),
      ].join('\n');
    case 'closed':
      return [`CLOSED ${headline}`, ...fact('note', note)].join('\n');
    case 'noted':
      return [`NOTE   ${headline}`, ...fact('note', note)].join('\n');
    case 'deduplicated':
      return `AGAIN  ${headline} (${alert.count} times)`;
    default:
      return `${change.toUpperCase()} ${headline}`;
  }
}

function fact(name: string, text: string): string[] {
  const [first, ...rest] = text.split('\n').filter(isWorthShowing);
  if (first === undefined) return [];
  return [`  ${name.padEnd(7)}${first}`, ...rest.map((line) => `${' '.repeat(9)}${line}`)];
}

// The alert has the stack; in a terminal that shows many alerts it would hide them.
function isWorthShowing(line: string): boolean {
  return line.trim() !== '' && !/^\s+at /.test(line);
}
