import { closeSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Message } from '../../../../src/alerts/message.js';
import { resolveDelivery, type DeliveryOptions } from '../../../../src/delivery/delivery-options.js';
import { opsgenieAt } from '../../platforms/opsgenie-platform.js';
import type { IncidentRecord } from '../../../../src/journal/incident-record.js';
import { readContent } from '../../../../src/journal/file/journal-content.js';
import { workToTheEnd } from '../../../../src/journal/file/steps.js';
import { FileJournal, type FileJournalParts } from '../../../../src/journal/file/file-journal.js';
import { ownIdentity, type ProcessIdentity } from '../../../../src/journal/file/process-identity.js';
import { Outbox } from '../../../../src/delivery/outbox.js';
import { OpsgenieSandbox } from '../../../../src/sandbox/opsgenie-sandbox.js';
import { VirtualClock } from '../../../../src/testing/virtual-clock.js';
import { API_KEY, Lines } from '../../delivery/delivery-bench.js';

/** A dead process of this machine: no system assigns such a high id. */
export const DEAD: ProcessIdentity = { ...ownIdentity(), pid: 2 ** 31 - 1 };
/** A process that is not visible from here. */
export const ELSEWHERE: ProcessIdentity = { ...ownIdentity(), machine: '0123456789ab' };

/** An empty directory that is removed when the test ends. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A platform that stops when the test ends. */
export async function newSandbox(): Promise<OpsgenieSandbox> {
  const sandbox = await OpsgenieSandbox.start({ processingDelay: 0 });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** One process of an application: a journal, and an outbox that uses it. */
export class ApplicationProcess {
  readonly clock: VirtualClock;
  readonly log = new Lines();
  readonly journal: FileJournal;
  readonly outbox: Outbox;
  readonly incidents: IncidentRecord[] = [];
  #isKilled = false;

  constructor(
    sandbox: OpsgenieSandbox,
    directory: string,
    {
      self = ownIdentity(),
      service = 'shop',
      clock = new VirtualClock(),
      ...options
    }: DeliveryOptions &
      Partial<Pick<FileJournalParts, 'service'>> & { self?: ProcessIdentity; clock?: VirtualClock } = {},
  ) {
    const settings = resolveDelivery({ perMinute: 10_000, burst: 10_000, ...options });
    const { log } = this;
    this.clock = clock;
    this.journal = new FileJournal({
      directory,
      service,
      environment: 'test',
      clock,
      log,
      maxBytes: settings.maxBytes,
      self,
    });
    const platform = opsgenieAt(sandbox.url, { apiKey: API_KEY, attemptTimeout: settings.attemptTimeout, clock });
    const send = platform.send.bind(platform);
    platform.send = (message) => this.#whileAlive(send(message));
    const confirm = platform.confirm.bind(platform);
    platform.confirm = (requestId, type) => this.#whileAlive(confirm(requestId, type));
    this.outbox = new Outbox({ platform, clock, settings, log, random: () => 1, journal: this.journal });
    onTestFinished(() => this.stop());
  }

  /** Takes over the records of dead processes, now and regularly. */
  start(): this {
    this.journal.start({
      messages: this.outbox.inheritance,
      incidents: { takeUp: (record) => void this.incidents.push(record) },
    });
    return this;
  }

  /** Adds a message accepted at that time, in milliseconds since 1970. */
  accepted(key: string, acceptedWall: number, message: Message): void {
    this.outbox.inheritance.takeOver(key, { acceptedWall, message, isDelayReported: false }, acceptedWall);
  }

  /** Kills the process: it gets no more answers and does nothing. Its clock must not be advanced afterwards. */
  kill(): this {
    this.#isKilled = true;
    return this;
  }

  async #whileAlive<T>(answer: Promise<T>): Promise<T> {
    const known = await answer;
    return this.#isKilled ? new Promise(() => undefined) : known;
  }

  /** Shuts it down like an application. */
  stop(): void {
    this.outbox.stop();
    this.journal.stop();
  }
}

/** An incident as stored in the journal. */
export function incident(incidentId: string): IncidentRecord {
  return {
    incidentId,
    of: 'rule',
    ruleKey: 'status:5XX',
    operation: 'GET /orders',
    discriminator: '5XX',
    openedAt: 1_000,
    bad: 1,
    lastSeen: 2_000,
    notifiedAt: 1_000,
    staleAfter: 60_000,
    autoClose: true,
    alias: `alias of ${incidentId}`,
    priority: 'P3',
  };
}

/** The files of a directory, each with the type and alias of its messages. */
export function journaled(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.ndjson'))
    .flatMap((name) => [...recordsOf(join(directory, name))])
    .filter(([key]) => key.startsWith('message:'))
    .map(([, record]) => {
      const { message } = record as { message: { type: string; alias: string } };
      return `${message.type} ${message.alias}`;
    });
}

function recordsOf(path: string): ReadonlyMap<string, object> {
  const file = openSync(path, 'r');
  try {
    return workToTheEnd(readContent(file, { file: Infinity, line: Infinity }))?.live ?? new Map<string, object>();
  } finally {
    closeSync(file);
  }
}
