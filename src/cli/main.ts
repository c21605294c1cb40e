#!/usr/bin/env node
import { runCli } from './cli.js';
import { processTerminal } from './terminal.js';

// The library's timers never keep a process alive, but a command that waits for one must not end before its result.
const alive = setInterval(() => undefined, 60_000);

/** Milliseconds after the result was written. */
const ENDS_WITHIN = 2_000;

/** Not at the top level, where a rejection of a module could not be told from one of the command. */
async function main(): Promise<void> {
  process.exitCode = await runCli(process.argv.slice(2), processTerminal());
  clearInterval(alive);
  // A reader may be slow, such as a pager: the exit would cut off what it has not read yet.
  await Promise.all([process.stdout, process.stderr].map(written));
  // What the application's modules have opened, such as a connection that is never made, would keep the program from ending.
  setTimeout(() => process.exit(), ENDS_WITHIN).unref();
}

/** Resolves once a stream has passed everything on, or nothing reads it any more. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stream.write('', () => resolve()));
}

void main();
