import { setTimeout as elapse } from 'node:timers/promises';

import type { OpsgenieSandbox } from 'nestjs-opsgenie/testing';

import { Customers } from '../customers.js';
import { DrillError } from './drill-error.js';
import type { DrillRedis } from './drill-redis.js';
import { FleetShop } from './fleet-shop.js';

/** What the drill uses. */
export interface DrillParts {
  readonly sandbox: OpsgenieSandbox;
  readonly redis: DrillRedis;
  /** What the keys of the shops begin with. */
  readonly prefix: string;
  readonly say: (text: string) => void;
  /** Ends the drill early. */
  readonly signal: AbortSignal;
}

const NAMES = ['shop-1', 'shop-2', 'shop-3'];
/** How long something is watched. Milliseconds. */
const CALM = 3_000;
const SPREAD = 4_000;
/** Longer than the silence after which an alert is closed. */
const PARTLY_WELL = 12_000;
/** Everything takes a few seconds; on a busy machine, longer. Milliseconds. */
const PATIENCE = 60_000;
const LOOK_EVERY = 100;

/** Three shops with one trouble: one of them alerts, dies, and is replaced; Redis dies and comes back empty; one shop fails longer. */
export class FleetDrill {
  readonly #parts: DrillParts;
  readonly #customers = new Customers(() => this.#nextShop());
  #shops: FleetShop[] = [];
  #visits = 0;

  constructor(parts: DrillParts) {
    this.#parts = parts;
  }

  /** @throws DrillError if something does not happen as promised */
  async play(): Promise<void> {
    await this.#openShops();
    await this.#oneShopFails();
    await this.#killSpeaker();
    await this.#breakRedis();
    await this.#recover();
  }

  /** Ends all processes. */
  async stop(): Promise<void> {
    await this.#customers.leave();
    await Promise.all(this.#shops.map((shop) => shop.close()));
  }

  async #openShops(): Promise<void> {
    const { redis, say } = this.#parts;
    say(`Three shops open, each in a process of its own. What they share is ${redis.title}.`);
    for (const name of NAMES) this.#open(name);
    await this.#until('three shops know each other', () => this.#areTogether);
    say('They are open, and know each other. Customers check out at all of them in turns, ten a second.');
    this.#customers.come();
    await this.#watch(CALM);
  }

  async #oneShopFails(): Promise<void> {
    const { sandbox, say } = this.#parts;
    const [, second] = this.#shops;
    say(`${this.#customers.report()} Now the payment provider of shop-2 goes down, and of shop-2 only.`);
    await second?.breakPayments(true);
    await this.#until('an alert is open', () => sandbox.alerts.length > 0);
    const speaker = await this.#speaker();
    say(`${speaker.name} has raised the alert for all, so it speaks for it from now on. The other shops know of it.`);
    say('It goes down for the other shops, too. That is the same trouble, so no one is paged again.');
    for (const shop of this.#shops) await shop.breakPayments(true);
    await this.#watch(SPREAD);
  }

  async #killSpeaker(): Promise<void> {
    const { say } = this.#parts;
    const speaker = await this.#speaker();
    say(`${speaker.name}, which speaks for the alert, is killed (SIGKILL), and started again like by an orchestrator.`);
    const killedAt = performance.now();
    this.#shops = this.#shops.filter((shop) => shop !== speaker);
    await speaker.kill();
    const again = this.#open(speaker.name);
    const heir = await this.#speaker();
    say(
      `${heir.name} has taken over, ${secondsSince(killedAt)} s after the kill. It has nothing to send: the alert is open.`,
    );
    await this.#until('three shops know each other again', () => this.#areTogether);
    await again.breakPayments(true);
    await this.#watch(SPREAD);
  }

  async #breakRedis(): Promise<void> {
    const { redis, say } = this.#parts;
    say(`${await redis.break()} No request waits for it.`);
    await this.#until('each shop is on its own', () => this.#shops.every(({ report }) => report?.state === 'alone'));
    say('Each shop judges on its own now. None of them repeats what is known, or closes it.');
    await this.#watch(SPREAD);
    await redis.repair();
    const backAt = performance.now();
    say('Redis is back, and empty.');
    await this.#until('the shops are together again', () => this.#areTogether);
    const speaker = await this.#speaker();
    say(
      `The shops are together again after ${secondsSince(backAt)} s. They have put the alert back; ${speaker.name} speaks for it.`,
    );
    this.#mustHaveOneAlert('open');
  }

  async #recover(): Promise<void> {
    const { sandbox, say } = this.#parts;
    const speaker = await this.#speaker();
    const failing = this.#shops.find((shop) => shop !== speaker);
    say(`The payment provider recovers for two of the shops. For ${failing?.name} it does not.`);
    for (const shop of this.#shops) if (shop !== failing) await shop.breakPayments(false);
    await this.#watch(PARTLY_WELL);
    say('The alert is still open: a shop that is well closes nothing from which another one suffers.');
    await failing?.breakPayments(false);
    say(`Now it recovers for ${failing?.name}, too.`);
    await this.#until('the alert is closed', () => sandbox.alerts.every(({ status }) => status === 'closed'));
    await elapse(CALM, undefined, { signal: this.#parts.signal });
    this.#mustHaveOneAlert('closed');
    say('One alert and one close, from three shops, through a killed process and a lost Redis.');
  }

  #open(name: string): FleetShop {
    const { prefix, redis } = this.#parts;
    const shop = new FleetShop(name, { FLEET_REDIS_URL: redis.url, FLEET_PREFIX: prefix });
    this.#shops.push(shop);
    return shop;
  }

  #nextShop(): string {
    const open = this.#shops.flatMap(({ report }) => report?.url ?? []);
    return open[this.#visits++ % open.length] ?? '';
  }

  get #areTogether(): boolean {
    return this.#shops.every(({ report }) => report?.state === 'shared' && report.instances === NAMES.length);
  }

  /** The shop that speaks for the alert. */
  async #speaker(): Promise<FleetShop> {
    const speakers = (): FleetShop[] => this.#shops.filter(({ report }) => report?.leases === 1);
    await this.#until('one shop speaks for the alert', () => speakers().length === 1);
    const [speaker] = speakers();
    if (speaker === undefined) throw new DrillError('No shop speaks for the alert.');
    return speaker;
  }

  /** Lets time pass in which there must be one open alert. */
  async #watch(milliseconds: number): Promise<void> {
    await elapse(milliseconds, undefined, { signal: this.#parts.signal });
    if (this.#parts.sandbox.alerts.length > 0) this.#mustHaveOneAlert('open');
  }

  #mustHaveOneAlert(status: 'open' | 'closed'): void {
    const { alerts, requests } = this.#parts.sandbox;
    const closes = requests.filter(({ path }) => path.endsWith('/close')).length;
    const found = `${alerts.length} (${alerts.map((alert) => alert.status).join(', ')}), and ${closes} requests to close`;
    if (alerts.length !== 1 || alerts[0]?.status !== status || closes !== (status === 'open' ? 0 : 1))
      throw new DrillError(`One alert was promised, ${status} by now. There are ${found}.`);
  }

  async #until(what: string, holds: () => boolean): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    while (!holds()) {
      const gone = this.#shops.find(({ isOpen }) => !isOpen);
      if (gone !== undefined) throw new DrillError(`${gone.name} has ended by itself:\n${gone.output}`);
      if (performance.now() > deadline)
        throw new DrillError(`This was promised and did not happen within ${PATIENCE / 1_000} s: ${what}.`);
      await elapse(LOOK_EVERY, undefined, { signal: this.#parts.signal });
    }
  }
}

function secondsSince(time: number): string {
  return ((performance.now() - time) / 1_000).toFixed(1);
}
