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

describe('the problems of an object', () => {
  it('are none if all properties are valid or omitted', () => {
    expect(problemsOf(OuterSchema, {})).toEqual([]);
    expect(problemsOf(OuterSchema, { title: undefined, inner: undefined })).toEqual([]);
    expect(problemsOf(OuterSchema, { title: 'a', loud: false, inner: { name: 'b' } })).toEqual([]);
  });

  it('are listed together, with the path of each', () => {
    expect(problemsOf(OuterSchema, { title: 5, loud: 'yes', inner: { name: '' } }, 'here')).toEqual([
      { path: 'here.title', message: 'must be a non-empty string; got 5' },
      { path: 'here.loud', message: "must be true or false; got 'yes'" },
      { path: 'here.inner.name', message: "must be a non-empty string; got ''" },
    ]);
  });

  it('include unknown properties, with the known ones, at any depth', () => {
    expect(problemsOf(OuterSchema, { titel: 'a', inner: { nmae: 'b' } })).toEqual([
      { path: 'titel', message: 'is not an option; did you mean `title`?' },
      { path: 'inner.nmae', message: 'is not an option; did you mean `name`?' },
    ]);
  });

  it.each([null, [], 'text', 5, false])('are one if it is %j and not an object', (value) => {
    expect(problemsOf(OuterSchema, value)).toEqual([
      { path: 'options', message: expect.stringMatching(/^must be an object; got /) },
    ]);
    expect(problemsOf(OuterSchema, { inner: value })).toEqual([
      { path: 'inner', message: expect.stringMatching(/^must be an object; got /) },
    ]);
  });

  it('include null, which is not an omitted value', () => {
    expect(problemsOf(OuterSchema, { title: null })).toEqual([
      { path: 'title', message: 'must be a non-empty string; got null' },
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('include a property named %s like any other', (name) => {
    // Like from JSON: an own property, whereas a literal would set the prototype.
    const given: unknown = JSON.parse(`{ "title": 5, "${name}": {} }`);
    expect(problemsOf(OuterSchema, given)).toEqual([
      { path: name, message: 'is not an option; the options here are title, loud, inner' },
      { path: 'title', message: 'must be a non-empty string; got 5' },
    ]);
  });

  it('include values of getters of its class', () => {
    class Given {
      get title(): number {
        return 5;
      }
    }
    expect(problemsOf(OuterSchema, new Given())).toEqual([
      { path: 'title', message: 'must be a non-empty string; got 5' },
    ]);
  });

  it('are found without changing the object', () => {
    const given = Object.freeze({ title: 'a', inner: Object.freeze({ name: 'b' }) });
    expect(problemsOf(OuterSchema, given)).toEqual([]);
    expect(Object.getPrototypeOf(given.inner)).toBe(Object.prototype);
  });
});

describe('changes of the application to class-validator', () => {
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

  it('do not affect our schemas, and vice versa', () => {
    expect(getMetadataStorage().getTargetValidationMetadatas(OuterSchema, '', true, false)).toEqual([]);
  });
});
