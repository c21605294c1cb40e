import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished } from 'vitest';

import { resolveDelivery } from '../../../src/delivery/delivery-options.js';
import { DryRunPlatform } from '../../../src/platforms/dry-run/dry-run-platform.js';
import { OPSGENIE } from '../platforms/opsgenie-platform.js';
import { FileJournal } from '../../../src/journal/file/file-journal.js';
import { Outbox } from '../../../src/delivery/outbox.js';
import type { Transition } from '../../../src/incidents/incident.js';
import { OpenIncidents } from '../../../src/pipeline/open-incidents.js';
import { onException } from '../../../src/rules/kinds/exception.js';
import { onStatus } from '../../../src/rules/kinds/status.js';
import type { AlertRule } from '../../../src/rules/rule-kinds.js';
import { Lines } from '../delivery/delivery-bench.js';
import { newDirectory } from '../journal/file/journal-bench.js';
import { SimulatedService, type Settings } from '../incidents/simulated-service.js';

const ORDERS = 'GET /orders';

/** One process of a service whose processes share a directory. The platform keeps the alerts of earlier processes. */
class Life extends SimulatedService {
  readonly #incidents: OpenIncidents;
  readonly #journal: FileJournal;

  constructor(directory: string, rules: readonly AlertRule[], before?: Life, settings?: Settings) {
    super(rules, settings);
    const { clock } = this;
    if (before !== undefined) {
      clock.advance(before.clock.wall() - clock.wall());
      for (const { alias, status, message } of before.alerts) {
        if (status === 'open') this.register.create({ alias, message, priority: 'P3' });
      }
    }
    const log = new Lines();
    const journal = (this.#journal = new FileJournal({
      directory,
      service: 'shop',
      environment: 'test',
      clock,
      log,
      maxBytes: 1_000_000,
    }));
    onTestFinished(() => journal.stop());
    const outbox = new Outbox({
      platform: new DryRunPlatform(OPSGENIE, (line) => log.log(line)),
      clock,
      settings: resolveDelivery(),
      log,
      journal,
    });
    this.#incidents = new OpenIncidents({
      journal,
      alerts: this.book,
      incidents: this.engine,
      outboxes: outbox,
      clock,
      errorNames: this.rules.errorNames,
      emit: (transition) => {
        this.book.take(transition);
        this.#incidents.record(transition);
      },
    });
    journal.start({ messages: outbox.inheritance, incidents: this.#incidents });
  }

  /** Records an uncaught error of the process. */
  crashes(alias: string, wall = this.clock.wall()): void {
    this.#journal.remember({
      incidentId: alias,
      of: 'process',
      ruleKey: 'process',
      operation: 'process',
      discriminator: alias,
      openedAt: wall,
      bad: 1,
      lastSeen: wall,
      notifiedAt: wall,
      staleAfter: 5 * 60_000,
      autoClose: true,
      alias,
      priority: 'P1',
    });
  }

  /** A person closes every open alert. */
  closesByHand(): void {
    for (const { alias, status } of this.alerts) if (status === 'open') this.register.closeByAlias(alias);
  }

  /** Ends the process; its journal stays. */
  end(): void {
    this.#journal.stop();
  }

  protected override took(transition: Transition): void {
    this.#incidents.record(transition);
  }
}

describe('an incident with an open alert', () => {
  it('stays open over a restart, and its alert is closed by good runs', () => {
    const directory = newDirectory();
    const rules = [onStatus('5XX')];
    const first = new Life(directory, rules);
    first.answers(ORDERS, 503);
    first.end();
    const second = new Life(directory, rules, first);
    expect(second.sent).toEqual([]);
    second.repeat(40, '10s', () => second.succeeds(ORDERS));
    expect(second.sent).toEqual([`close status:${ORDERS}:5XX`]);
    expect(second.lastWords).toEqual([
      'Recovered: 1 of 31 requests failed at 00:00:00 UTC. Closed after 5 min without failures.',
    ]);
  });

  it('is closed with the time since its first failure, also where that was in an earlier process', () => {
    const directory = newDirectory();
    const rules = [onStatus('5XX', { count: 3 })];
    const first = new Life(directory, rules);
    first.repeat(3, '1m', () => first.answers(ORDERS, 503));
    first.end();
    const second = new Life(directory, rules, first);
    second.answers(ORDERS, 503);
    second.repeat(40, '10s', () => second.succeeds(ORDERS));
    expect(second.lastWords).toEqual([
      'Recovered: lasted 3 min (00:00:00 to 00:03:00 UTC), 4 of 34 requests failed, at most 1 in a minute. ' +
        'Closed after 5 min without failures.',
    ]);
  });

  it('is ignored if its stored time is not a valid date', () => {
    const directory = newDirectory();
    const first = new Life(directory, []);
    first.crashes('crash', 1e300);
    first.end();
    const second = new Life(directory, [], first);
    second.advance('10m');
    expect(second.sent).toEqual([]);
    expect(readdirSync(directory)).toContainEqual(expect.stringMatching(/\.corrupt$/));
  });

  it('is not reported again when it continues, but repeated on schedule', () => {
    const directory = newDirectory();
    const rules = [onStatus('5XX')];
    const first = new Life(directory, rules);
    first.answers(ORDERS, 503);
    first.end();
    const second = new Life(directory, rules, first);
    second.repeat(20, '10s', () => second.answers(ORDERS, 503));
    expect(second.sent.filter((line) => !line.startsWith('note'))).toEqual([]);
    second.repeat(30, '10s', () => second.answers(ORDERS, 503));
    expect(second.sent).toContain(`repeat status:${ORDERS}:5XX`);
  });

  it('is raised again within six minutes if the platform has no open alert, although each process ends after two', () => {
    const directory = newDirectory();
    let life = new Life(directory, [onStatus('5XX')]);
    life.answers(ORDERS, 503);
    life.closesByHand();
    const pages: string[] = [];
    for (let start = 0; start < 4; start++) {
      life.end();
      life = new Life(directory, [onStatus('5XX')], life);
      life.repeat(12, '10s', () => life.answers(ORDERS, 503));
      pages.push(...life.pages);
    }
    expect(pages).toEqual([`create status:${ORDERS}:5XX`]);
    expect(life.open).toEqual([`status:${ORDERS}:5XX`]);
  });

  it('is raised again soon if its alert was raised long ago, but not before it fails again', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onStatus('5XX')]);
    first.answers(ORDERS, 503);
    first.closesByHand();
    first.advance('10m');
    first.end();
    const second = new Life(directory, [onStatus('5XX')], first);
    second.repeat(6, '10s', () => second.succeeds(ORDERS));
    expect(second.sent).toEqual([]);
    second.answers(ORDERS, 503);
    second.advance('10s');
    expect(second.sent).toEqual([`create status:${ORDERS}:5XX`]);
  });

  it('is raised again on schedule, however many notes its alert received', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onStatus('5XX')]);
    first.repeat(24, '10s', () => first.answers(ORDERS, 503));
    expect(first.notes).not.toEqual([]);
    first.closesByHand();
    first.end();
    const second = new Life(directory, [onStatus('5XX')], first);
    second.repeat(12, '10s', () => second.answers(ORDERS, 503));
    expect(second.pages).toEqual([`create status:${ORDERS}:5XX`]);
  });

  it('is raised again on schedule if the clock was set back before a process of two minutes', () => {
    const directory = newDirectory();
    let life = new Life(directory, [onStatus('5XX')]);
    life.advance('2h');
    life.answers(ORDERS, 503);
    life.closesByHand();
    life.clock.jumpWall(-3_600_000);
    const pages: string[] = [];
    for (let start = 0; start < 4; start++) {
      life.end();
      life = new Life(directory, [onStatus('5XX')], life);
      life.repeat(12, '10s', () => life.answers(ORDERS, 503));
      pages.push(...life.pages);
    }
    expect(pages).toEqual([`create status:${ORDERS}:5XX`]);
  });

  it('is one of several of one rule and operation, and each stays open', () => {
    const directory = newDirectory();
    const rules = [onException({ priority: 'P1' })];
    const first = new Life(directory, rules);
    first.throws(ORDERS, new TypeError('a'));
    first.throws(ORDERS, new RangeError('b'));
    expect(first.open).toHaveLength(2);
    first.end();
    const second = new Life(directory, rules, first);
    second.repeat(120, '10s', () => second.succeeds(ORDERS));
    expect(second.open).toEqual([]);
    expect(second.lastWords).toHaveLength(2);
  });

  it('is closed as stale when its rule is gone or its operation is never called, however often the service starts', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onStatus('5XX', { staleAfter: '2h' })]);
    first.answers(ORDERS, 503);
    first.end();
    let life = first;
    for (let start = 0; start < 5; start++) {
      life = new Life(directory, [], life);
      life.advance('20m');
      expect(life.sent).toEqual([]);
      life.end();
    }
    life = new Life(directory, [], life);
    life.advance('25m');
    expect(life.sent).toEqual([`close status:${ORDERS}:5XX`]);
    expect(life.lastWords[0]).toBe(
      'Closed, NOT confirmed as fixed: reported at 2026-01-01 00:00:00 UTC by a process that has ended; ' +
        'no traffic on GET /orders since, or its rule is gone. Check by hand.',
    );
    life.end();
    const last = new Life(directory, [], life);
    last.advance('3h');
    expect(last.sent).toEqual([]);
  });

  it('is left open if the rule leaves its alerts open', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onStatus('5XX', { autoClose: false, staleAfter: '1h' })]);
    first.answers(ORDERS, 503);
    first.end();
    const second = new Life(directory, [], first);
    second.advance('2h');
    expect(second.sent).toEqual([`note status:${ORDERS}:5XX`]);
    expect(second.open).toHaveLength(1);
  });

  it('is not inherited if it was over before', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onStatus('5XX')]);
    first.answers(ORDERS, 503);
    first.repeat(40, '10s', () => first.succeeds(ORDERS));
    first.end();
    const second = new Life(directory, [onStatus('5XX')], first);
    second.advance('1h');
    expect(second.sent).toEqual([]);
  });
});

describe('an incident of another process that has died', () => {
  it('is the same as one that this process reported, and is closed once', () => {
    const directory = newDirectory();
    const rules = [onStatus('5XX')];
    const other = new Life(directory, rules);
    other.answers(ORDERS, 503);
    const survivor = new Life(directory, rules, other);
    survivor.answers(ORDERS, 503);
    expect(survivor.sent).toEqual([`repeat status:${ORDERS}:5XX`]);
    other.end();
    survivor.repeat(40, '10s', () => survivor.succeeds(ORDERS));
    expect(survivor.sent).toEqual([`repeat status:${ORDERS}:5XX`, `close status:${ORDERS}:5XX`]);
  });
});

describe('the alert about the end of a process', () => {
  it('is closed when the next process has run for five minutes, and not before', () => {
    const directory = newDirectory();
    const first = new Life(directory, []);
    first.register.create({ alias: 'crash', message: 'crash', priority: 'P1' });
    first.crashes('crash');
    first.end();
    const short = new Life(directory, [], first);
    short.advance('4m');
    short.crashes('crash');
    short.end();
    const long = new Life(directory, [], short);
    long.advance('4m');
    expect(long.sent).toEqual([]);
    long.advance('2m');
    expect(long.sent).toEqual(['close crash']);
    expect(long.lastWords[0]).toBe('Closed: the restarted process has been up for 5 min (host host).');
  });
});

describe('many incidents at once', () => {
  it('are reported individually after a restart if they are still active, and their common alert is closed', () => {
    const directory = newDirectory();
    const rules = [onStatus('5XX')];
    const first = new Life(directory, rules);
    for (let route = 0; route < 12; route++) first.answers(`GET /${route}`, 503);
    expect(first.open).toContain('storm:*:incidents');
    first.end();
    const second = new Life(directory, rules, first);
    expect(second.sent).toEqual(['close storm:*:incidents']);
    second.answers('GET /11', 503);
    expect(second.sent.at(-1)).toBe('create status:GET /11:5XX');
  });
});

describe('incidents about error classes with the same name', () => {
  const aliasOf = (name: string): string => `exception:${ORDERS}:${name}`;

  it.each([
    ['that differ in their code', poolTimeout, mailTimeout],
    ['that are thrown in different places', plainTimeout, otherPlainTimeout],
  ])('go on under their own names where the other class fails first after a restart: classes %s', (_, one, other) => {
    const directory = newDirectory();
    const rules = [onException()];
    const first = new Life(directory, rules);
    // Classes are other objects in each process.
    const [pool, mail] = [one(), other()];
    first.throws(ORDERS, pool('exhausted'));
    first.throws(ORDERS, mail('no greeting'));
    expect(first.open).toEqual([aliasOf('TimeoutError'), aliasOf('TimeoutError~2')]);
    first.end();

    const second = new Life(directory, rules, first);
    const [poolNow, mailNow] = [one(), other()];
    second.throws(ORDERS, mailNow('no greeting'));
    second.throws(ORDERS, poolNow('exhausted'));
    second.repeat(40, '1m', () => {
      second.throws(ORDERS, mailNow('no greeting'));
      second.succeeds(ORDERS, 3);
    });
    expect(second.pages).toEqual([`close ${aliasOf('TimeoutError')}`]);
    expect(second.engine.active().map(({ bad }) => bad)).toEqual([42]);
    second.repeat(20, '1m', () => second.succeeds(ORDERS));
    expect(second.open).toEqual([]);
    second.throws(ORDERS, mailNow('no greeting'));
    second.throws(ORDERS, poolNow('exhausted'));
    expect(second.open).toEqual([aliasOf('TimeoutError~2'), aliasOf('TimeoutError')]);
  });

  it('leave the plain name to the class that had it, if only the other one fails', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onException()]);
    first.throws(ORDERS, poolTimeout()('exhausted'));
    first.end();

    const second = new Life(directory, [onException()], first);
    second.throws(ORDERS, mailTimeout()('no greeting'));
    expect(second.open).toEqual([aliasOf('TimeoutError'), aliasOf('TimeoutError~2')]);
  });

  it('stay open if the stored mark of a class is invalid', () => {
    const directory = newDirectory();
    const first = new Life(directory, [onException()]);
    first.throws(ORDERS, poolTimeout()('exhausted'));
    first.end();
    for (const name of readdirSync(directory)) {
      const path = join(directory, name);
      if (statSync(path).isFile())
        writeFileSync(path, readFileSync(path, 'utf8').replace(/"errorClass":"[^"]*"/, '"errorClass":"../..\\n"'));
    }

    const second = new Life(directory, [onException()], first);
    second.throws(ORDERS, poolTimeout()('exhausted'));
    expect(second.sent).toEqual([]);
    expect(second.open).toEqual([aliasOf('TimeoutError')]);
  });
});

type Fail = (message: string) => Error;

/** A class as a library for a pool of connections has it. */
function poolTimeout(): Fail {
  class TimeoutError extends Error {
    readonly waiting = 7;
  }
  return (message) => new TimeoutError(message);
}

/** One of a library for mail. */
function mailTimeout(): Fail {
  class TimeoutError extends Error {
    override readonly name = 'TimeoutError';
    readonly command = 'HELO';
  }
  return (message) => new TimeoutError(message);
}

function plainTimeout(): Fail {
  class TimeoutError extends Error {}
  return function acquire(message) {
    return new TimeoutError(message);
  };
}

function otherPlainTimeout(): Fail {
  class TimeoutError extends Error {}
  return function greet(message) {
    return new TimeoutError(message);
  };
}
