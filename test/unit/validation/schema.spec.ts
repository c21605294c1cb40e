import { getMetadataStorage, useContainer } from 'class-validator';
import { afterEach, describe, expect, it } from 'vitest';

import { Check, CheckNested, flag, text } from '../../../src/validation/checks.js';
import { problemsOf } from '../../../src/validation/schema.js';

class InnerSchema {
  @Check(text) name: unknown;
}

class OuterSchema {
  static readonly nested = { inner: InnerSchema };

  @Check(text) title: unknown;
  @Check(flag) loud: unknown;
  @CheckNested() inner: unknown;
}

describe('what is wrong with an object', () => {
  it('is nothing, where all is well or left out', () => {
    expect(problemsOf(OuterSchema, {})).toEqual([]);
    expect(problemsOf(OuterSchema, { title: undefined, inner: undefined })).toEqual([]);
    expect(problemsOf(OuterSchema, { title: 'a', loud: false, inner: { name: 'b' } })).toEqual([]);
  });

  it('lists all problems at once, with the path of each', () => {
    expect(problemsOf(OuterSchema, { title: 5, loud: 'yes', inner: { name: '' } }, 'here')).toEqual([
      { path: 'here.title', message: 'must be a non-empty string; got 5' },
      { path: 'here.loud', message: "must be true or false; got 'yes'" },
      { path: 'here.inner.name', message: "must be a non-empty string; got ''" },
    ]);
  });

  it('is an unknown property, with those that are known, at any depth', () => {
    expect(problemsOf(OuterSchema, { titel: 'a', inner: { nmae: 'b' } })).toEqual([
      { path: 'titel', message: 'is not an option; the options here are title, loud, inner' },
      { path: 'inner.nmae', message: 'is not an option; the options here are name' },
    ]);
  });

  it.each([null, [], 'text', 5, false])('is the whole of it, when it is %j and no object', (value) => {
    expect(problemsOf(OuterSchema, value)).toEqual([
      { path: 'options', message: expect.stringMatching(/^must be an object; got /) },
    ]);
    expect(problemsOf(OuterSchema, { inner: value })).toEqual([
      { path: 'inner', message: expect.stringMatching(/^must be an object; got /) },
    ]);
  });

  it('does not take null for left out', () => {
    expect(problemsOf(OuterSchema, { title: null })).toEqual([
      { path: 'title', message: 'must be a non-empty string; got null' },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('is a property of the name %s like any other', (name) => {
    // As JSON makes it: an own property, where a literal would set the prototype.
    const given: unknown = JSON.parse(`{ "title": 5, "${name}": {} }`);
    expect(problemsOf(OuterSchema, given)).toEqual([
      { path: name, message: 'is not an option; the options here are title, loud, inner' },
      { path: 'title', message: 'must be a non-empty string; got 5' },
    ]);
  });

  it('is found in what a getter of its class gives as well', () => {
    class Given {
      get title(): number {
        return 5;
      }
    }
    expect(problemsOf(OuterSchema, new Given())).toEqual([
      { path: 'title', message: 'must be a non-empty string; got 5' },
    ]);
  });

  it('leaves the object as it was', () => {
    const given = Object.freeze({ title: 'a', inner: Object.freeze({ name: 'b' }) });
    expect(problemsOf(OuterSchema, given)).toEqual([]);
    expect(Object.getPrototypeOf(given.inner)).toBe(Object.prototype);
  });
});

describe('what the application does to class-validator', () => {
  const problems = [{ path: 'title', message: 'must be a non-empty string; got 5' }];
  afterEach(() => useContainer({ get: () => undefined }, { fallback: true }));

  it.each<[string, Parameters<typeof useContainer>[0]]>([
    [
      'throws',
      {
        get: () => {
          throw new Error('Nest could not find Validator element');
        },
      },
    ],
    ['gives nothing', { get: () => undefined }],
    ['gives something else', { get: () => ({ validate: () => true, validateSync: () => [] }) as never }],
  ])('does not matter: a container that %s', (_, container) => {
    useContainer(container);
    expect(problemsOf(OuterSchema, { title: 5 })).toEqual(problems);
    expect(problemsOf(OuterSchema, { title: 'a' })).toEqual([]);
    class LaterSchema {
      @Check(text) title: unknown;
    }
    expect(problemsOf(LaterSchema, { title: 5 })).toEqual(problems);
  });

  it('sees none of our schemas, and they see none of its rules', () => {
    expect(getMetadataStorage().getTargetValidationMetadatas(OuterSchema, '', true, false)).toEqual([]);
  });
});
