import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as elapse } from 'node:timers/promises';

import { OpsgenieSandbox } from '../../../src/testing/index.js';
import type { MemberOrders, MemberReport } from '../../faults/programs/member.js';
import { RedisServer } from '../redis-server.js';
import { TcpProxy } from './tcp-proxy.js';

/** All times of the fleet are divided by this: a sync each 250 ms, a lease of 1.25 s, lost members for 37.5 s. */
export const SPEED = 8;

const PROGRAM = fileURLToPath(new URL('../../../.cache/faults/test/faults/programs/member.js', import.meta.url));
/** A busy machine is slow. Milliseconds. */
const PATIENCE = 100_000;

/** A process of the fleet, with a connection to Redis of its own. */
export class Member {
  report: MemberReport | undefined;
  isGone = false;
  readonly #process: ChildProcess;

  constructor(
    orders: MemberOrders,
    readonly proxy: TcpProxy,
  ) {
    const { PATH } = process.env;
    this.#process = fork(PROGRAM, [JSON.stringify(orders)], { env: { PATH }, execArgv: [], silent: true });
    this.#process.stderr?.on('data', (text) => this.errors.push(String(text)));
    this.#process.on('message', (report: MemberReport) => (this.report = report));
  }

  readonly errors: string[] = [];

  send(message: 'fail' | 'succeed' | 'leave'): void {
    if (!this.isGone) this.#process.send(message);
  }

  async kill(): Promise<void> {
    this.isGone = true;
    const exit = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await exit;
    this.proxy.stop();
  }

  async leave(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.send('leave');
    this.isGone = true;
    await exit;
    this.proxy.stop();
  }

  suspend(): void {
    this.#process.kill('SIGSTOP');
  }

  resume(): void {
    this.#process.kill('SIGCONT');
  }
}

/** A fleet of real processes with a real Redis and a platform that counts. */
export class Drill {
  readonly members: Member[] = [];

  private constructor(
    readonly redis: RedisServer,
    readonly platform: OpsgenieSandbox,
    /** How long a member that is alone leaves alerts of the fleet open, in milliseconds. */
    readonly isolatedPatience: number,
    /** The key of the target that all alerts are for. */
    readonly targetKey: string | undefined,
    /** How many members have to be alive. */
    readonly expect: number | undefined,
  ) {}

  /** Starts a fleet, and waits until all members know each other. */
  static async start(members: number, isolatedPatience = 60_000, targetKey?: string, expect?: number): Promise<Drill> {
    const [redis, platform] = await Promise.all([RedisServer.start(), OpsgenieSandbox.start({ processingDelay: 0 })]);
    const drill = new Drill(redis, platform, isolatedPatience, targetKey, expect);
    for (let number = 0; number < members; number++) await drill.add();
    await drill.until('all members know each other', () =>
      drill.living.every(({ report }) => report?.state === 'shared' && report.instances === members),
    );
    return drill;
  }

  async add(): Promise<Member> {
    const proxy = await TcpProxy.start(this.redis.port);
    const name = `shop-${this.members.length + 1}`;
    const redis = `redis://127.0.0.1:${proxy.port}`;
    const { expect, isolatedPatience, targetKey } = this;
    const baseUrl = this.platform.url;
    const member = new Member({ name, baseUrl, redis, speed: SPEED, isolatedPatience, targetKey, expect }, proxy);
    this.members.push(member);
    return member;
  }

  get living(): readonly Member[] {
    return this.members.filter(({ isGone }) => !isGone);
  }

  /** The members whose requests fail from now on; those of the others succeed. */
  failing(members: readonly Member[]): void {
    for (const member of this.living) member.send(members.includes(member) ? 'fail' : 'succeed');
  }

  /** How often people were paged. */
  get pages(): number {
    return this.platform.alerts.length;
  }

  /** Creates that the platform counted into an open alert. */
  get repeats(): number {
    return this.platform.alerts.reduce((sum, { count }) => sum + count - 1, 0);
  }

  get closes(): number {
    return this.platform.requests.filter(({ path }) => path.endsWith('/close')).length;
  }

  get open(): number {
    return this.platform.alerts.filter(({ status }) => status === 'open').length;
  }

  /** What people and the platform saw. */
  get figures(): { readonly pages: number; readonly repeats: number; readonly closes: number; readonly open: number } {
    const { closes, open, pages, repeats } = this;
    return { pages, repeats, closes, open };
  }

  /** The member that speaks for the alert. */
  async speaker(): Promise<Member> {
    let speaker: Member | undefined;
    await this.until('one member speaks', () => {
      const speakers = this.living.filter(({ report }) => report?.leases === 1);
      [speaker] = speakers;
      return speakers.length === 1;
    });
    if (speaker === undefined) throw new Error('No member speaks.');
    return speaker;
  }

  /** Waits until something holds. @returns how long it took, in milliseconds */
  async until(what: string, holds: () => boolean): Promise<number> {
    const startedAt = performance.now();
    while (!holds()) {
      if (performance.now() - startedAt > PATIENCE) throw new Error(`Not in time: ${what}. ${this.#picture()}`);
      await elapse(20);
    }
    return performance.now() - startedAt;
  }

  /** Lets the fleet run for this many milliseconds of its own time, which is shortened. */
  async run(milliseconds: number): Promise<void> {
    await elapse(milliseconds / SPEED);
  }

  /** All members fail until the alert is open and one of them speaks for it. @returns the speaker */
  async outage(): Promise<Member> {
    this.failing(this.living);
    await this.until('an alert is open', () => this.open === 1);
    return this.speaker();
  }

  /** All is well until no alert is open, and for a while after. */
  async recovery(): Promise<void> {
    this.failing([]);
    await this.until('the alert is closed', () => this.open === 0);
    await this.run(16_000);
  }

  async stop(): Promise<void> {
    await Promise.all(this.living.map((member) => member.kill()));
    await Promise.all([this.redis.stop(), this.platform.stop()]);
  }

  #picture(): string {
    return JSON.stringify({
      pages: this.pages,
      closes: this.closes,
      members: this.members.map(({ errors, isGone, report }) => ({ isGone, ...report, errors })),
    });
  }
}
