import type { CompiledRule } from '../rules/compiled-rule.js';
import type { Figures } from '../rules/headline.js';
import type { Policy } from '../rules/policy.js';
import { gaugeOf, type Gauge } from './measure.js';
import type { Share } from './peers.js';
import type { SampleCounts } from './sample-counts.js';

/**
 * Times of the fleet's windows are moved by this much: the history from before the start of this process has to lie after zero. A year, in
 * milliseconds; no window is longer.
 */
const AHEAD = 365 * 24 * 3_600_000;

/** Makes the gauge of a rule. @param share what it has to do with other processes. @defaultValue nothing */
export function gaugeFor(
  { isPerInstance = false, policy }: Pick<CompiledRule, 'isPerInstance' | 'policy'>,
  share: Share | undefined,
): Gauge {
  if (share === undefined) return gaugeOf(policy);
  return isPerInstance ? new InstanceGauge(policy) : new SharedGauge(policy, share);
}

/** Watches this process alone. Its trouble is its own for as long as its last sample was bad; that the others are well is no recovery. */
class InstanceGauge implements Gauge {
  readonly #own: Gauge;
  readonly window: number;
  #isBad = false;

  constructor(policy: Policy) {
    this.#own = gaugeOf(policy);
    this.window = this.#own.window;
  }

  ownTrouble(now: number): Figures | undefined {
    return this.#isBad ? this.severity(now) : undefined;
  }

  good(now: number, isProbe: boolean): void {
    this.#isBad = false;
    this.#own.good(now, isProbe);
  }

  bad(now: number): void {
    this.#isBad = true;
    this.#own.bad(now);
  }

  addMany(): void {
    // Others count nothing of this.
  }

  unanswered(now: number): boolean {
    return this.#own.unanswered(now);
  }

  isExceeded(now: number, factor?: number): boolean {
    return this.#own.isExceeded(now, factor);
  }

  isGoingOn(now: number, factor?: number): boolean {
    return this.#own.isGoingOn(now, factor);
  }

  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean {
    return !this.#isBad && this.#own.isRelieved(now, recoveryRatio, goodSinceBad);
  }

  severity(now: number): Figures {
    return this.#own.severity(now);
  }

  reset(): void {
    this.#own.reset();
  }
}

/**
 * Watches the samples of all processes, and those of its own as a check for outliers: among many processes a single bad one drowns. While
 * the samples of the others are not known, only its own count.
 */
class SharedGauge implements Gauge {
  readonly #own: Gauge;
  readonly #all: Gauge;
  readonly #share: Share;
  readonly #isRatio: boolean;
  /** Whether all together fail, by the last counts. */
  #isAllExceeded: boolean | undefined;
  /** Whether this process fails on its own. */
  #isOutlying = false;

  constructor(policy: Policy, share: Share) {
    this.#own = gaugeOf(policy);
    this.#all = gaugeOf(policy);
    this.#share = share;
    this.#isRatio = policy.measure.type === 'ratio';
  }

  get window(): number {
    return this.#own.window;
  }

  ownTrouble(now: number): Figures | undefined {
    return this.#isOutlying ? this.#own.severity(now) : undefined;
  }

  good(now: number, isProbe: boolean): void {
    this.#own.good(now, isProbe);
    const { counter } = this.#share;
    if (isProbe) counter.probes++;
    else counter.good++;
  }

  bad(now: number): void {
    this.#own.bad(now);
    this.#share.counter.bad++;
  }

  addMany(now: number, counts: SampleCounts): void {
    this.#all.addMany(now + AHEAD, counts);
    this.#isAllExceeded = undefined;
  }

  unanswered(now: number): boolean {
    return this.#own.unanswered(now);
  }

  isExceeded(now: number): boolean {
    const { peers } = this.#share;
    if (!peers.isShared) return this.#own.isExceeded(now);
    // A number of failures here is as many among all, who learn of them later.
    if (!this.#isRatio) return this.#own.isExceeded(now) || this.#all.isExceeded(now + AHEAD);
    this.#isOutlying = this.#isOutlier(now);
    return this.#isOutlying || this.#isTroubleOfAll(now);
  }

  isGoingOn(now: number): boolean {
    const { isShared, outlier } = this.#share.peers;
    if (!isShared) return this.#own.isGoingOn(now);
    if (this.#isOutlying && this.#own.isGoingOn(now, outlier)) return true;
    return this.#isTroubleOfAll(now) && this.#all.isGoingOn(now + AHEAD);
  }

  isRelieved(now: number, recoveryRatio: number, goodSinceBad: number): boolean {
    const { peers } = this.#share;
    if (!peers.isShared) return this.#own.isRelieved(now, recoveryRatio, goodSinceBad);
    if (this.#isOutlying) this.#isOutlying = !this.#own.isRelieved(now, recoveryRatio * peers.outlier, goodSinceBad);
    if (!this.#all.isRelieved(now + AHEAD, recoveryRatio, goodSinceBad)) return false;
    // What all have overcome may go on here.
    this.#isOutlying ||= this.#isRatio && this.#isOutlier(now) && this.#own.isGoingOn(now, peers.outlier);
    return !this.#isOutlying;
  }

  severity(now: number): Figures {
    const own = this.#own.severity(now);
    if (!this.#share.peers.isShared) return own;
    const all = this.#all.severity(now + AHEAD);
    // What has just been counted here is not yet known to all.
    if (all.bad < own.bad) return own;
    return this.#isOutlying && !this.#all.isExceeded(now + AHEAD) ? own : all;
  }

  reset(): void {
    this.#own.reset();
    this.#all.reset();
    this.#isOutlying = false;
    this.#isAllExceeded = undefined;
  }

  #isTroubleOfAll(now: number): boolean {
    return (this.#isAllExceeded ??= this.#all.isExceeded(now + AHEAD));
  }

  /** Whether this process fails so much, and so much more than all together, that it is trouble of its own; or all that it runs fails. */
  #isOutlier(now: number): boolean {
    if (!this.#own.isExceeded(now, this.#share.peers.outlier)) return false;
    const own = this.#own.severity(now);
    if (own.down !== undefined) return true;
    const all = this.#all.severity(now + AHEAD);
    return all.total === 0 || own.bad / own.total > this.#share.peers.outlier * (all.bad / all.total);
  }
}
