import type { Arguments } from './arguments.js';
import { chooseLoadGenerator } from './http/choose-load-generator.js';
import type { LoadGenerator } from './http/load-generator.js';
import { installPeers, type Peers } from './peers.js';
import { gatesTable } from './report/gates.js';
import { describeMachine, loadAverage } from './report/machine.js';
import type { Bench, Gate, Section } from './section.js';

/**
 * Runs sections and prints the results of each as Markdown when it ends; progress is written to standard error.
 *
 * @returns whether all of them ran, whatever they measured
 */
export async function runBenchmark({ sections, settings, isQuick }: Arguments): Promise<boolean> {
  const startedAt = performance.now();
  const progress = (text: string): void => console.error(`${secondsSince(startedAt).padStart(6)} s  ${text}`);
  const peers = once(() => installPeers(progress));
  const load = once(() => chooseLoadGenerator(peers, progress));
  const bench: Bench = { settings, peers, load, progress };

  console.log(`# Performance\n\n${describeMachine()}`);
  if (isQuick) console.log('\n**A quick run: the figures mean nothing.**');
  const gates: Gate[] = [];
  let isComplete = true;
  for (const section of sections) {
    const found = await runSection(section, bench);
    if (found === undefined) isComplete = false;
    else gates.push(...found);
  }
  if (gates.length > 0) console.log(`\n## Aims\n\nVerdicts by the median.\n\n${gatesTable(gates)}`);
  progress('done');
  return isComplete;
}

/** @returns `undefined` if the section failed */
async function runSection({ title, run }: Section, bench: Bench): Promise<readonly Gate[] | undefined> {
  const startedAt = performance.now();
  const loadBefore = loadAverage();
  console.log(`\n## ${title}\n`);
  try {
    const { text, gates } = await run(bench);
    console.log(text);
    return gates;
  } catch (error) {
    console.log('This section broke down; the reason is on the standard error.');
    console.error(error);
    return undefined;
  } finally {
    console.log(
      `\nLoad average before ${loadBefore}, after ${loadAverage()} (our own load included); took ${secondsSince(startedAt)} s.`,
    );
  }
}

function secondsSince(time: number): string {
  return ((performance.now() - time) / 1_000).toFixed(1);
}

function once<Value extends LoadGenerator | Peers>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
