import type { Message } from '../../../alerts/message.js';
import { truncate } from '../../../text/text-cut.js';
import type { Priority } from '../../../text/priority.js';

/** An alert that would have been raised. Times in milliseconds since 1970. */
export interface Page {
  readonly alias: string;
  readonly priority: Priority;
  readonly message: string;
  readonly description: string | undefined;
  readonly openedAt: number;
  /** Absent while it is open. */
  readonly closedAt: number | undefined;
  /** How long it was open, in milliseconds, also where the clock of the log was set back meanwhile. Absent while it is open. */
  readonly lasted: number | undefined;
  /** How often it was raised again while it was open, which pages only if a person has closed it. */
  readonly repeats: number;
  readonly notes: number;
  readonly closingNote: string | undefined;
}

type OpenPage = { -readonly [Field in keyof Page]: Page[Field] };

/** The pages of one alias. */
export interface PagedOften {
  readonly alias: string;
  readonly message: string;
  readonly pages: number;
}

/** What would have been paged. Durations in milliseconds. */
export interface PageSummary {
  readonly total: number;
  readonly byPriority: Readonly<Record<Priority, number>>;
  readonly open: number;
  /** How long at least one alert was open. */
  readonly timeWithAlert: number;
  readonly longest: Page | undefined;
  /** Those that came more than once, the most frequent first. */
  readonly often: readonly PagedOften[];
  /** The first ones, in the order of time. */
  readonly pages: readonly Page[];
}

/** More pages are only counted, so that bad rules do not fill the memory. */
const MOST_PAGES = 5_000;
/** Aliases whose pages are counted. */
const MOST_ALIASES = 2_000;
/** Characters of a text that are kept. */
const MOST_TEXT = 2_000;
const MOST_OFTEN = 10;

/** Turns the messages for the platform into pages: a create for an open alias is a repeat, and a close ends it. */
export class PageBook {
  readonly #wall: () => number;
  readonly #now: () => number;
  readonly #open = new Map<string, { readonly page: OpenPage; readonly since: number }>();
  readonly #pages: OpenPage[] = [];
  readonly #often = new Map<string, { readonly message: string; pages: number }>();
  readonly #byPriority: Record<Priority, number> = { P1: 0, P2: 0, P3: 0, P4: 0, P5: 0 };
  #total = 0;
  #timeWithAlert = 0;
  #anyOpenSince = 0;
  #longest: { readonly page: OpenPage; readonly lasted: number } | undefined;

  /**
   * @param wall the time in the log
   * @param now monotonic milliseconds: the time in the log may be set back
   */
  constructor({ wall, now }: { readonly wall: () => number; readonly now: () => number }) {
    this.#wall = wall;
    this.#now = now;
  }

  take(message: Message): void {
    const open = this.#open.get(message.alias);
    if (message.type === 'create') {
      if (open === undefined) this.#add(message);
      else open.page.repeats++;
    } else if (open === undefined) return;
    else if (message.type === 'note') open.page.notes++;
    else if (message.type === 'close') this.#close(message.alias, open, message.payload.note);
  }

  /** How many there were. */
  get total(): number {
    return this.#total;
  }

  /** The alerts that are open. */
  get open(): number {
    return this.#open.size;
  }

  get summary(): PageSummary {
    const often = [...this.#often].map(([alias, { message, pages }]) => ({ alias, message, pages }));
    let longest = this.#longest;
    for (const { page, since } of this.#open.values()) longest = longer(longest, page, this.#now() - since);
    return {
      total: this.#total,
      byPriority: { ...this.#byPriority },
      open: this.#open.size,
      timeWithAlert: this.#timeWithAlert + (this.#open.size > 0 ? this.#now() - this.#anyOpenSince : 0),
      longest: longest?.page,
      often: often
        .filter(({ pages }) => pages > 1)
        .toSorted((one, other) => other.pages - one.pages)
        .slice(0, MOST_OFTEN),
      pages: this.#pages,
    };
  }

  #add({ alias, priority, payload }: Extract<Message, { type: 'create' }>): void {
    const { message, description } = payload;
    const page: OpenPage = {
      alias,
      priority,
      message,
      description: description === undefined ? undefined : truncate(description, MOST_TEXT),
      openedAt: this.#wall(),
      closedAt: undefined,
      lasted: undefined,
      repeats: 0,
      notes: 0,
      closingNote: undefined,
    };
    if (this.#open.size === 0) this.#anyOpenSince = this.#now();
    this.#open.set(alias, { page, since: this.#now() });
    this.#total++;
    this.#byPriority[priority]++;
    if (this.#pages.length < MOST_PAGES) this.#pages.push(page);
    const often = this.#often.get(alias);
    if (often !== undefined) often.pages++;
    else if (this.#often.size < MOST_ALIASES) this.#often.set(alias, { message, pages: 1 });
  }

  #close(alias: string, { page, since }: { page: OpenPage; since: number }, note: string | undefined): void {
    page.closedAt = this.#wall();
    page.lasted = this.#now() - since;
    page.closingNote = note === undefined ? undefined : truncate(note, MOST_TEXT);
    this.#longest = longer(this.#longest, page, this.#now() - since);
    this.#open.delete(alias);
    if (this.#open.size === 0) this.#timeWithAlert += this.#now() - this.#anyOpenSince;
  }
}

type Lasting = { readonly page: OpenPage; readonly lasted: number } | undefined;

function longer(longest: Lasting, page: OpenPage, lasted: number): Lasting {
  return longest !== undefined && longest.lasted >= lasted ? longest : { page, lasted };
}
