import type { LoadGenerator } from './http/load-generator.js';
import type { Peers } from './peers.js';
import type { Settings } from './settings.js';

/** What all sections are given. */
export interface Bench {
  readonly settings: Settings;
  /** Made when it is first asked for: only some sections need what has to be installed. */
  readonly peers: () => Peers;
  readonly load: () => LoadGenerator;
  /** Tells the person who waits what is being done. */
  readonly progress: (text: string) => void;
}

/** What is aimed at, and what was measured. */
export interface Gate {
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** What a section found. */
export interface SectionReport {
  /** Tables in Markdown, with what has to be known to read them. */
  readonly text: string;
  readonly gates: readonly Gate[];
}

/** A part of the benchmark that can be run by itself. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<SectionReport>;
}
