#!/usr/bin/env node
import { runCli } from './cli.js';
import { processTerminal } from './terminal.js';

// The library's timers never keep a process alive, but a command that waits for one must not end before its result.
const alive = setInterval(() => undefined, 60_000);

/** Not at the top level, where a rejection of a module could not be told from one of the command. */
async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), processTerminal());
  clearInterval(alive);
}

void main();
