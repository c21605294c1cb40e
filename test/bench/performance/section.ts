import type { LoadGenerator } from './http/load-generator.js';
import type { Peers } from './peers.js';
import type { Settings } from './settings.js';

/** The context of all sections. */
export interface Bench {
  readonly settings: Settings;
  /** Created on first use, because only some sections need installed packages. */
  readonly peers: () => Peers;
  readonly load: () => LoadGenerator;
  /** Reports progress. */
  readonly progress: (text: string) => void;
}

/** A target and its measurement. */
export interface Gate {
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** The result of a section. */
export interface SectionReport {
  /** Tables in Markdown, with explanations. */
  readonly text: string;
  readonly gates: readonly Gate[];
}

/** A part of the benchmark that can run separately. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly run: (bench: Bench) => Promise<SectionReport>;
}
