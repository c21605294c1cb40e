import { runInThisContext } from 'node:vm';

import { describe, expect, it } from 'vitest';

import { classMark, isClassMark, likeness } from '../../../src/rules/class-mark.js';

/** A class of errors from its code, as a file of its own would give it. */
function load(code: string): new (message: string) => Error {
  return runInThisContext(`(${code})`) as new (message: string) => Error;
}

/** An error with the first line of a stack as V8 writes it. */
function thrownAt(...frames: string[]): Error {
  return Object.assign(new Error('x'), { stack: ['Error: x', ...frames.map((frame) => `    at ${frame}`)].join('\n') });
}

const timeout = load('class TimeoutError extends Error { constructor(ms) { super("late"); this.ms = ms; } }');

describe('the mark of a class', () => {
  it('is the same for the same code, however a build shortens names and lays it out', () => {
    const shortened = load('class t extends Error{constructor(e){super("late");this.ms=e;}}');

    expect(classMark(shortened)).toBe(classMark(timeout));
    expect(likeness(classMark(shortened), classMark(timeout))).toBe(2);
  });

  it.each([
    ['other properties', 'class TimeoutError extends Error { constructor(ms) { super("late"); this.after = ms; } }'],
    ['other texts', 'class TimeoutError extends Error { constructor(ms) { super("too late"); this.ms = ms; } }'],
    ['no constructor', 'class TimeoutError extends Error {}'],
  ])('differs with %s', (_, code) => {
    expect(likeness(classMark(load(code)), classMark(timeout))).toBe(0);
  });

  it.each([
    ['another line', 'Pool.acquire (/app/dist/pool.js:7:3)', 3],
    ['another folder', 'Pool.acquire (file:///srv/7/dist/pool.js:12:9)', 3],
    ['an await', 'async Pool.acquire (/app/dist/pool.js:12:9)', 3],
    ['another function', 'Pool.release (/app/dist/pool.js:12:9)', 1],
    ['another file', 'Pool.acquire (/app/dist/mail.js:12:9)', 1],
    ['no function', '/app/dist/pool.js:12:9', 1],
  ] as const)('says of %s how alike the places are', (_, frame, expected) => {
    const here = classMark(timeout, thrownAt('Pool.acquire (/app/dist/pool.js:12:9)', 'main (/app/dist/main.js:1:1)'));

    expect(likeness(classMark(timeout, thrownAt(frame)), here)).toBe(expected);
    expect(likeness(classMark(timeout, thrownAt('new TimeoutError (/a/errors.js:1:1)', frame)), here)).toBe(expected);
  });

  it.each([
    ['no stack', { stack: undefined }],
    ['an endless message', Object.assign(new Error('x'), { stack: `Error: ${'x\n'.repeat(1_000_000)}` })],
    ['a stack that cannot be read', Object.defineProperty(new Error('x'), 'stack', { get: () => load('nothing') })],
  ])('is its code alone where there is %s', (_, error) => {
    expect(classMark(timeout, error)).toBe(classMark(timeout));
  });

  it.each([
    ['a class of the platform', TypeError],
    ['a proxy', new Proxy(timeout, {})],
    ['a bound function', timeout.bind(undefined)],
    ['what is no class', {}],
  ])('is there for %s', (_, type) => {
    expect(isClassMark(classMark(type, new Error('x')))).toBe(true);
  });

  it('is distinguished from anything else in a file', () => {
    for (const text of [undefined, 7, {}, '', '../..', 'x'.repeat(8), `${'a'.repeat(8)}.`, 'a'.repeat(1_000)])
      expect(isClassMark(text)).toBe(false);
  });
});
