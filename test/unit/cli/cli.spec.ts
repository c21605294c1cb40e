import { describe, expect, it } from 'vitest';

import { runCli } from '../../../src/cli/cli.js';
import { RecordedTerminal } from './recorded-terminal.js';

describe('the command line', () => {
  it.each([['--help'], ['-h'], ['help']])('lists its commands and exit codes for %s', async (argument) => {
    const terminal = new RecordedTerminal();

    expect(await runCli([argument], terminal)).toBe(0);

    expect(terminal.output).toMatch(/^Usage: nestjs-opsgenie <command>/);
    expect(terminal.output).toMatch(/\n {2}sandbox +Runs/);
    expect(terminal.output).toMatch(/\n {2}check +Checks/);
    expect(terminal.output).toContain('Exit codes: 0');
    expect(terminal.errors).toEqual([]);
  });

  it.each([
    { given: [], says: 'Which command?' },
    { given: ['tset'], says: "There is no command 'tset'." },
    { given: ['sandbox', '--prot', '1'], says: "Unknown option '--prot'." },
    { given: ['sandbox', '--port'], says: "Option '--port <value>' argument missing." },
    { given: ['sandbox', '--json=yes'], says: "Option '--json' does not take an argument." },
    { given: ['sandbox', '8080'], says: "Unexpected argument '8080'." },
    { given: ['sandbox', '--port', 'http'], says: "--port must be a whole number from 0 to 65535, not 'http'." },
    { given: ['sandbox', '--port', '70000'], says: "--port must be a whole number from 0 to 65535, not '70000'." },
    { given: ['sandbox', '--port', ''], says: "--port must be a whole number from 0 to 65535, not ''." },
    { given: ['sandbox', '--clock-speed', '0'], says: "--clock-speed must be a number from 0.001 to 86400, not '0'." },
    { given: ['sandbox', '--port', '0', '--api-key', 'abc'], says: '--api-key should be UUID-shaped' },
    { given: ['sandbox', '--platform', 'pagerduty'], says: '--platform must be one of opsgenie, opsgenie-eu, jsm' },
    { given: ['check', '--platform', 'pagerduty'], says: '--platform (or OPSGENIE_PLATFORM) must be one of' },
    { given: ['check'], says: '--api-key (or OPSGENIE_API_KEY) is missing; give it the key of an API integration.' },
  ])('refuses $given with the exit code 2', async ({ given, says }) => {
    const terminal = new RecordedTerminal();

    expect(await runCli(given, terminal)).toBe(2);

    expect(terminal.errorOutput).toContain(says);
    expect(terminal.lines).toEqual([]);
  });

  it.each(['sandbox', 'check'])('describes each option of %s', async (command) => {
    const terminal = new RecordedTerminal();

    expect(await runCli([command, '--help'], terminal)).toBe(0);

    expect(terminal.output).toMatch(new RegExp(`^Usage: nestjs-opsgenie ${command} \\[options\\]`));
    expect(terminal.output).toMatch(/--api-key <uuid> +\S/);
  });
});
