import { randomUUID } from 'node:crypto';

import type { CreateAlertPayload, Message } from '../../../alerts/message.js';
import type { Clock } from '../../../time/clock.js';
import type { HttpProtocol } from '../../http/http-platform.js';
import type { HttpRequest } from '../../http/http-request.js';
import type { Attempt, CheckOptions, Confirmation, PlatformCall, PlatformCheck, TestAlert } from '../../platform.js';
import { type AlertPlatform, PLATFORMS } from '../alert-platforms.js';
import { requestIdOf } from '../platform-answer.js';
import { obstacleIn, sandboxOf, type Obstacle } from './probe.js';

/** A platform that the key might belong to instead. */
export interface OtherPlatform {
  readonly name: AlertPlatform;
  readonly protocol: HttpProtocol;
}

/** Dependencies of {@link AccessCheck}. */
export interface AccessCheckParts {
  readonly protocol: HttpProtocol;
  /** Asked if the key is refused. Empty behind a `baseUrl`: the key must not go elsewhere. */
  readonly others: readonly OtherPlatform[];
  /** Makes one attempt; never rejects. */
  readonly send: (request: HttpRequest) => Promise<Attempt>;
  readonly clock: Clock;
  /** The proxy that requests go through, in words. */
  readonly proxy: string | undefined;
}

/** No request has this id. Asking for its status changes nothing, and the answer says whether the key is accepted. */
const NO_REQUEST = '00000000-0000-0000-0000-000000000000';

/** Pauses before asking what became of a request, in milliseconds: 10 seconds in total. */
const PAUSES = [200, 800, 1_500, 2_500, 5_000] as const;

const SOURCE = 'nestjs-opsgenie check';

/** Checks the access to Opsgenie or Jira Service Management with a few requests. */
export class AccessCheck {
  readonly #parts: AccessCheckParts;
  /** The platform that a sandbox plays; absent where the platform itself answers. */
  #sandbox: AlertPlatform | undefined;

  constructor(parts: AccessCheckParts) {
    this.#parts = parts;
  }

  /** Runs the check. Never rejects. */
  async run({ send = false }: CheckOptions = {}): Promise<PlatformCheck> {
    const { protocol } = this.#parts;
    const probe = await this.#parts.send(protocol.confirmation(NO_REQUEST));
    const obstacle = this.#obstacleIn(probe);
    // A key without the permission to read may still create alerts, which is what counts.
    if (obstacle?.finding === 'keyRefused') return this.#refused(obstacle);
    if (obstacle !== undefined && obstacle.finding !== 'notAllowed') return this.#blocked(obstacle);
    const mayRead = obstacle === undefined;
    this.#sandbox = sandboxOf(probe);
    const mismatch = this.#mismatch();
    if (mismatch !== undefined) return this.#blocked(mismatch);
    return send ? this.#sendAlert(mayRead) : this.#tryToClose(mayRead);
  }

  /** Only a write shows whether the key may write, and whether its integration is enabled. Closing an alert that does not exist changes nothing. */
  async #tryToClose(mayRead: boolean): Promise<PlatformCheck> {
    const { obstacle, status, outcome } = await this.#write(closeOf(newAlias()));
    if (obstacle !== undefined) return this.#blocked(obstacle);
    if (outcome.kind === 'failed') return this.#blocked(disabled(outcome.reason, status));
    return this.#ready(mayRead, status);
  }

  async #sendAlert(mayRead: boolean): Promise<PlatformCheck> {
    const alias = newAlias();
    const { obstacle, status, outcome } = await this.#write(testAlert(alias));
    if (obstacle !== undefined) return this.#blocked(obstacle);
    if (outcome.kind === 'failed') {
      const refusal = disabled(outcome.reason, status);
      return { ...this.#blocked(refusal), testAlert: { alias, created: false, closed: false } };
    }
    const close = await this.#write(closeOf(alias));
    const closed = close.obstacle !== undefined ? false : known(close.outcome);
    return this.#ready(mayRead, status, { alias, created: known(outcome), closed });
  }

  async #write(message: Message): Promise<{
    readonly obstacle?: Obstacle | undefined;
    readonly status?: number | undefined;
    readonly outcome: Confirmation;
  }> {
    const { protocol, clock } = this.#parts;
    const attempt = await this.#parts.send(protocol.request(protocol.fit(message)));
    const status = attempt.kind === 'answered' ? attempt.status : undefined;
    const obstacle = this.#obstacleIn(attempt);
    if (obstacle !== undefined) return { obstacle, outcome: { kind: 'unknown' } };
    const verdict = protocol.judge(attempt, clock.wall());
    if (verdict.kind !== 'accepted') {
      const reason = 'reason' in verdict ? verdict.reason : '';
      // The alert API has an endpoint for every write, so what answers 404 or 405 is another server.
      const finding = status === 404 || status === 405 ? 'intercepted' : 'alertRefused';
      return {
        obstacle: { finding, problem: `it refuses the request: ${reason}.`, status },
        outcome: { kind: 'unknown' },
      };
    }
    return { status, outcome: await this.#outcomeOf(requestIdOf(verdict.requestId), message.type) };
  }

  async #outcomeOf(requestId: string | undefined, type: Message['type']): Promise<Confirmation> {
    const { protocol, clock } = this.#parts;
    if (requestId === undefined) return { kind: 'unknown' };
    for (const pause of PAUSES) {
      await new Promise<void>((resolve) => void clock.after(pause, resolve));
      const outcome = protocol.confirmed(await this.#parts.send(protocol.confirmation(requestId)), type);
      if (outcome.kind !== 'unknown') return outcome;
    }
    return { kind: 'unknown' };
  }

  /** Asks the other platforms whether they know the key. */
  async #refused(obstacle: Obstacle): Promise<PlatformCheck> {
    const { others, protocol, clock } = this.#parts;
    const denied: string[] = [];
    for (const { name, protocol: other } of others) {
      const attempt = await this.#parts.send(other.confirmation(NO_REQUEST));
      const found = obstacleIn(attempt, other.address, clock.wall());
      if (found === undefined) {
        const problem = `the key belongs to ${other.title}. Set \`platform\` to '${name}'.`;
        return this.#blocked({ finding: 'wrongPlatform', problem, status: obstacle.status });
      }
      if (found.finding === 'keyRefused') denied.push(other.title);
    }
    if (others.length === 0 || denied.length < others.length) return this.#blocked(obstacle);
    const advice = 'Copy the key of an API integration again, and make sure that the integration is enabled.';
    const problem = `no platform accepts the key: neither ${[protocol.title, ...denied].join(' nor ')}. ${advice}`;
    return this.#blocked({ ...obstacle, problem });
  }

  /** A sandbox takes the calls of the other platform as well, so that nothing but this tells. */
  #mismatch(): Obstacle | undefined {
    const { address, title } = this.#parts.protocol;
    const sandbox = this.#sandbox;
    if (sandbox === undefined || (sandbox === 'jsm') === (title === PLATFORMS.jsm.title)) return undefined;
    const other = sandbox === 'jsm' ? 'opsgenie' : 'jsm';
    const problem =
      `the sandbox at ${address} plays ${PLATFORMS[sandbox].title}. Set \`platform\` to '${sandbox}', ` +
      `or start it with \`nestjs-opsgenie sandbox --platform ${other}\`.`;
    return { finding: 'wrongPlatform', problem };
  }

  #obstacleIn(attempt: Attempt): Obstacle | undefined {
    return obstacleIn(attempt, this.#parts.protocol.address, this.#parts.clock.wall());
  }

  #blocked({ finding, problem, status }: Obstacle): PlatformCheck {
    const { title } = this.#parts.protocol;
    return { ok: false, finding, summary: `${title}: ${problem}`.trim(), allowed: [], status, ...this.#place() };
  }

  #ready(mayRead: boolean, status: number | undefined, sent?: TestAlert): PlatformCheck {
    const { calls, title, address } = this.#parts.protocol;
    const allowed = [...calls].filter((call) => call !== 'confirm' || mayRead);
    const facts = [
      `${title} (${address}) accepts the key. It may ${inWords(allowed)}.`,
      fateOf(sent),
      this.#way(),
      this.#aboutSandbox(),
    ];
    const summary = facts.filter((fact) => fact !== undefined).join(' ');
    return { ok: true, finding: 'ready', summary, allowed, status, ...this.#place(), testAlert: sent };
  }

  #way(): string | undefined {
    return this.#parts.proxy === undefined ? undefined : `Requests go through ${this.#parts.proxy}.`;
  }

  #aboutSandbox(): string | undefined {
    return this.#sandbox === undefined ? undefined : 'It is a sandbox: its alerts page no one.';
  }

  #place(): Pick<PlatformCheck, 'address' | 'platform' | 'proxy'> {
    const { protocol, proxy } = this.#parts;
    return { platform: protocol.title, address: protocol.address, proxy };
  }
}

function newAlias(): string {
  return `nestjs-opsgenie:check:${randomUUID()}`;
}

function closeOf(alias: string): Message {
  return { type: 'close', alias, priority: 'P5', payload: { source: SOURCE } };
}

function testAlert(alias: string): Message {
  const payload: CreateAlertPayload = {
    message: 'Test alert of nestjs-opsgenie: no action is needed',
    alias,
    priority: 'P5',
    description: '`nestjs-opsgenie check --send` raised this alert to see whether alerts arrive. It closes it at once.',
    source: SOURCE,
  };
  return { type: 'create', alias, priority: 'P5', payload };
}

function disabled(reason: string, status: number | undefined): Obstacle {
  if (!/disabled/i.test(reason)) {
    return { finding: 'alertRefused', problem: `it accepted the request and did not carry it out: ${reason}`, status };
  }
  const problem = `it accepts requests and carries out none (${reason}) Enable the integration that the key belongs to.`;
  return { finding: 'integrationDisabled', problem, status };
}

function known(outcome: Confirmation): boolean | undefined {
  return outcome.kind === 'unknown' ? undefined : outcome.kind === 'done';
}

function fateOf(sent: TestAlert | undefined): string | undefined {
  if (sent === undefined) return undefined;
  if (sent.created === undefined) return 'It accepted the test alert, and did not say within 10 s what became of it.';
  if (sent.closed === true) return 'The test alert was created and closed.';
  return `The test alert was created, but not closed${sent.closed === undefined ? ' within 10 s' : ''}: close '${sent.alias}' by hand.`;
}

const WORDS: Readonly<Record<PlatformCall, string>> = {
  create: 'create',
  acknowledge: 'acknowledge',
  close: 'close',
  note: 'annotate alerts',
  confirm: 'read what became of requests',
};

function inWords(calls: readonly PlatformCall[]): string {
  const words = calls.map((call) => WORDS[call]);
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');
}
