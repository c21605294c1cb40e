import { AlertRegister } from '../../../../src/sandbox/register/alert-register.js';
import type { Clock } from '../../../../src/time/clock.js';
import type { Message } from '../../../../src/alerts/message.js';
import type { Closer, Page, Timeline } from './timeline.js';

/** More than the worst strategy opens in a week, so that the register removes none. */
const CAPACITY = 1_000_000;

/** Judges by the rules of the platform's register, and records what a person on call would have seen. */
export class Judge {
  private readonly register: AlertRegister;
  private readonly pages: Page[] = [];
  private readonly repeats: number[] = [];
  private readonly calls: number[] = [];
  private readonly lost: number[] = [];
  /** Index into `pages` by alias. */
  private readonly open = new Map<string, number>();

  /** @param patience milliseconds after which a person closes an alert that is still open; absent: never */
  constructor(
    private readonly clock: Clock,
    private readonly patience?: number,
  ) {
    this.register = new AlertRegister(clock, CAPACITY);
  }

  get timeline(): Timeline {
    return { pages: this.pages, repeats: this.repeats, calls: this.calls, lost: this.lost };
  }

  /** A call was made, whatever its outcome. */
  countCall(): void {
    this.calls.push(this.clock.now());
  }

  /** A message was accepted and takes effect. */
  apply(message: Message, raisedAt: number): void {
    if (message.type === 'create') this.create(message, raisedAt);
    else if (message.type === 'close') this.close(message.alias, 'strategy');
  }

  /** When the open alert of an alias was last raised, by the time of day; absent if it is not open. */
  lastRaised(alias: string): number | undefined {
    if (!this.open.has(alias)) return undefined;
    return this.register.find({ type: 'alias', value: alias })?.lastOccurredAt.getTime();
  }

  /** A message will never arrive. */
  countLost(message: Message, raisedAt: number): void {
    if (message.type === 'create' && !this.open.has(message.alias)) this.lost.push(raisedAt);
  }

  /** A person closes all open alerts, rightly or not. */
  closeEverything(): void {
    for (const alias of this.open.keys()) this.close(alias, 'person');
  }

  private create(message: Message & { type: 'create' }, raisedAt: number): void {
    if (!this.register.create(message.payload).opened) {
      this.repeats.push(this.clock.now());
      return;
    }
    const index = this.pages.push({ alias: message.alias, raisedAt, openedAt: this.clock.now() }) - 1;
    this.open.set(message.alias, index);
    if (this.patience !== undefined) {
      this.clock.after(this.patience, () => {
        if (this.open.get(message.alias) === index) this.close(message.alias, 'person');
      });
    }
  }

  private close(alias: string, by: Closer): void {
    const index = this.open.get(alias);
    const page = index === undefined ? undefined : this.pages[index];
    if (!this.register.closeByAlias(alias) || index === undefined || page === undefined) return;
    this.pages[index] = { ...page, closed: { at: this.clock.now(), by } };
    this.open.delete(alias);
  }
}
