import { describe, expect, it } from 'vitest';

import type { OpsgenieService, AlertShape, OpsgenieModuleOptions } from '../../../src/index.js';
import { plantedTexts, type LeakyText } from '../../unit/privacy/planted-secrets.js';
import { adapters, start, type RunningApplication } from '../application.js';
import {
  expectNothingPlanted,
  expectSent,
  filesIn,
  Lines,
  settled,
  temporaryDirectory,
  sentText,
  UNHURRIED,
} from './witnesses.js';

// The application's own texts do not depend on its HTTP adapter.
const [express] = adapters;

async function begin(opsgenie: Partial<OpsgenieModuleOptions>): Promise<RunningApplication> {
  if (express === undefined) throw new Error('There is no HTTP adapter to test with.');
  return start(express, { opsgenie });
}

/** An alert with a text in every field: plain ones, and by functions. */
function shapeOf({ text, canary }: LeakyText): AlertShape & { message: string } {
  return {
    message: text,
    description: () => text,
    alias: () => `${canary} ${text}`,
    tags: () => [text, `${text} 2`],
    details: () => ({ plain: text, [text]: text, nested: JSON.stringify({ text }), password: text }),
    actions: [text],
    entity: text,
    source: text,
    user: text,
    note: text,
  };
}

/** Fields of which each function throws its own error. */
function throwingShape(texts: readonly LeakyText[]): AlertShape & { message: () => string } {
  const failWith = (index: number) => (): never => {
    throw new Error(texts[index]?.text);
  };
  return {
    message: failWith(0),
    description: failWith(1),
    alias: failWith(2),
    priority: failWith(3),
    tags: failWith(4),
    details: failWith(5),
  };
}

/** Programs make classes as they run, and name them after what they work on. */
function errorNamed(name: string): Error {
  class Failure extends Error {}
  Object.defineProperty(Failure, 'name', { value: name });
  return new Failure('It failed.');
}

function watchFailing(opsgenie: OpsgenieService, name: string, failure: Error): void {
  const run = (): unknown => opsgenie.watch(name, () => fail(failure), { priority: 'P1' });
  expect(run).toThrow(failure);
}

describe("an application's own text", () => {
  it('is sent to the platform without its secrets, by every method and in every field', async () => {
    const all = plantedTexts(240);
    const log = new Lines();
    let enriched = '';
    const app = await begin({ delivery: UNHURRIED, logger: log, enrich: () => ({ enriched, [enriched]: 1 }) });
    const { opsgenie } = app;
    all.forEach((leaky, index) => {
      const { text, canary } = leaky;
      enriched = text;
      const failure = new Error(text, { cause: new AggregateError([new TypeError(text), text], text) });
      if (index % 3 === 0) opsgenie.raise(shapeOf(leaky));
      else if (index % 3 === 1) opsgenie.raiseException(failure, { ...shapeOf(leaky), message: `${canary} failed` });
      else watchFailing(opsgenie, `task ${index} password=hunter${index}hunter`, failure);
      if (index % 4 === 0) opsgenie.addNote(canary, text);
      else if (index % 4 === 1) opsgenie.acknowledge(text, { note: text });
      else opsgenie.close(text, { note: text });
    });
    await settled(app);
    const sent = sentText(app.sandbox);
    expectNothingPlanted(sent + log.text, all);
    expectSent(sent, all);
  }, 60_000);

  it('is written to the log (dry run, undelivered) and to the journal without its secrets', async () => {
    const all = plantedTexts(150);
    const [dry, undelivered, waiting] = [new Lines(), new Lines(), new Lines()];
    const directory = temporaryDirectory();
    const apps = [
      await begin({ dryRun: true, delivery: UNHURRIED, logger: dry }),
      await begin({ delivery: { ...UNHURRIED, flushTimeout: 100, maxMessages: 1 }, logger: undelivered }),
      await begin({ delivery: { ...UNHURRIED, flushTimeout: 100, journal: { directory } }, logger: waiting }),
    ];
    for (const { sandbox } of apps) sandbox.fault({ status: 503 });
    for (const leaky of all) {
      for (const { opsgenie } of apps) {
        opsgenie.raise(shapeOf(leaky));
        opsgenie.addNote(leaky.text, leaky.text);
      }
    }
    await apps[0]?.opsgenie.flush();
    expectSent(dry.text, all);
    expectSent(undelivered.text, all.slice(0, -5));
    const journal = filesIn(directory);
    expectSent(journal, all);
    expectNothingPlanted(dry.text + undelivered.text + waiting.text + journal, all);
  }, 60_000);

  it('appears in the list of incidents and in the journal without its secrets, as the name of a task or of an error', async () => {
    const all = plantedTexts(60);
    // More at once would be a storm, of which the journal keeps no names.
    for (let begun = 0; begun < all.length; begun += 5) {
      const texts = all.slice(begun, begun + 5);
      const directory = temporaryDirectory();
      const { opsgenie } = await begin({ delivery: { ...UNHURRIED, flushTimeout: 1, journal: { directory } } });
      for (const { text } of texts) watchFailing(opsgenie, text, errorNamed(text));
      for (const sent of [JSON.stringify(opsgenie.active()), filesIn(directory)]) {
        expectSent(sent, texts);
        expectNothingPlanted(sent, texts);
      }
    }
  }, 60_000);

  it('appears in warnings without its secrets', async () => {
    const all = plantedTexts(40);
    for (let begun = 0; begun < all.length; begun += 8) {
      const texts = all.slice(begun, begun + 8);
      const log = new Lines();
      const app = await begin({
        logger: log,
        delivery: {
          maxMessages: 1,
          flushTimeout: 100,
          onDropped: () => {
            throw new Error(texts[6]?.text);
          },
        },
      });
      app.sandbox.fault({ status: 503 });
      app.opsgenie.raise(throwingShape(texts));
      app.opsgenie.raise({ message: 'one too many', priority: 'P1' });
      app.opsgenie.mute({ for: '1m', reason: texts[7]?.text ?? '' });
      expectSent(log.text, texts);
      expectNothingPlanted(log.text, texts);
    }
  });

  it('contains no HTML, control or bidirectional characters in any field', async () => {
    const odd = 'a<script>alert(1)</script>\u0000\u0007\u001b[31m\u202e\u2066\u200e\u200b\u061c\ufeff\u{e0041}b';
    const harmless = 'a‹script›alert(1)‹/script›b';
    const app = await begin({ service: odd, environment: odd, version: odd, enrich: () => ({ enriched: odd }) });
    app.opsgenie.raise({ ...shapeOf({ text: odd, canary: 'odd' }), details: { [odd]: odd } });
    app.opsgenie.addNote(odd, odd);
    app.opsgenie.acknowledge(odd, { note: odd });
    app.opsgenie.close(odd, { note: odd });
    await settled(app);
    expect(app.sandbox.requests).toHaveLength(4);
    for (const { path, text } of app.sandbox.requests) {
      const sent = decodeURIComponent(path) + text;
      expect(sent).not.toMatch(/[<>\p{Cc}\p{Cf}]|\\u00|\[31m/u);
      expect(sent).toContain(harmless);
    }
    const fields = ['message', 'description', 'entity', 'source', 'user', 'note'] as const;
    const body = app.creates[0]?.body as Record<string, unknown>;
    expect(fields.map((field) => body[field])).toEqual(fields.map(() => harmless));
    expect(body).toMatchObject({
      alias: `odd ${harmless}`,
      tags: [harmless, `${harmless} 2`, 'manual'],
      actions: [harmless],
      details: { [harmless]: harmless, service: harmless, environment: harmless, version: harmless },
    });
  });
});

function fail(error: Error): never {
  throw error;
}
