import { inspect } from 'node:util';

import { BadRequestException } from '@nestjs/common';
import { Ajv } from 'ajv';
import { Equals, IsCreditCard, IsInt, Matches, MinLength, validateSync, type ValidationError } from 'class-validator';
import Joi from 'joi';
import { z } from 'zod';

import { CARD, errorOf, PASSWORD, TOKEN, type LibraryError } from './library-error.js';

const SIGN_UP = {
  password: PASSWORD,
  apiKey: TOKEN,
  pin: PASSWORD,
  card: CARD,
  login: { password: PASSWORD, token: TOKEN },
};

/** Errors of zod, Joi, Ajv and class-validator about one object, in the forms that applications use. */
export async function validationErrors(): Promise<LibraryError[]> {
  return [...(await ofZod()), ...ofJoi(), ...ofAjv(), ...ofClassValidator()];
}

async function ofZod(): Promise<LibraryError[]> {
  const schema = z.strictObject({
    password: z.string().min(30),
    apiKey: z.string().regex(/^x/),
    pin: z.number(),
    card: z.literal('none'),
    login: z.object({ password: z.string().min(30), token: z.uuid() }),
  });
  const shown = ['Too small: expected string to have', 'password'];
  const error = await errorOf(() => schema.parse(SIGN_UP, { reportInput: true }));
  if (!(error instanceof z.ZodError)) throw new Error('zod threw no ZodError.');
  return [
    { title: 'zod: parse()', error: await errorOf(() => schema.parse(SIGN_UP)), shown },
    { title: 'zod: parse() with the input', error, shown },
    { title: 'zod: prettifyError()', error: new Error(z.prettifyError(error)), shown },
    { title: 'zod: the issues in an HTTP exception', error: new BadRequestException(error.issues), shown: [] },
  ];
}

function ofJoi(): LibraryError[] {
  const schema = Joi.object({
    password: Joi.string().min(30),
    apiKey: Joi.string().pattern(/^x+$/),
    pin: Joi.string().pattern(/^\d+$/, 'figures'),
    card: Joi.valid('none'),
    login: Joi.object({ password: Joi.string().pattern(/^x+$/), token: Joi.string().guid() }),
  });
  const { error } = schema.validate(SIGN_UP, { abortEarly: false });
  if (error === undefined) throw new Error('Joi found no error.');
  const shown = ['"password" length must be at least 30 characters long'];
  return [
    { title: 'Joi: validate()', error, shown: [...shown, 'fails to match the required pattern'] },
    { title: 'Joi: annotate()', error: new Error(error.annotate(true)), shown },
  ];
}

function ofAjv(): LibraryError[] {
  const check = new Ajv({ allErrors: true, verbose: true }).compile({
    type: 'object',
    properties: {
      password: { type: 'string', minLength: 30 },
      apiKey: { type: 'string', pattern: '^x' },
      pin: { type: 'integer' },
      card: { const: 'none' },
      login: { type: 'object', properties: { password: { type: 'number' }, token: { type: 'number' } } },
    },
  });
  check(SIGN_UP);
  const errors = check.errors ?? [];
  const shown = ['must NOT have fewer than 30 characters'];
  return [
    { title: 'Ajv: errorsText()', error: new Error(new Ajv().errorsText(errors)), shown },
    { title: 'Ajv: ValidationError', error: new Ajv.ValidationError(errors), shown: ['validation failed'] },
    { title: 'Ajv: errors as JSON', error: new Error(JSON.stringify(errors)), shown },
    { title: 'Ajv: errors, inspected', error: new Error(inspect(errors, { depth: 9 })), shown },
  ];
}

class SignUp {
  @MinLength(30)
  readonly password = SIGN_UP.password;

  @Matches(/^x/)
  readonly apiKey = SIGN_UP.apiKey;

  @IsInt()
  readonly pin = SIGN_UP.pin;

  @IsCreditCard({ message: 'the card $value is not accepted' })
  @Equals('none', { message: 'the card $value is not accepted' })
  readonly card = SIGN_UP.card;
}

function ofClassValidator(): LibraryError[] {
  const errors: ValidationError[] = validateSync(new SignUp());
  const shown = ['password must be longer than or equal to 30 characters'];
  const messages = errors.flatMap(({ constraints = {} }) => Object.values(constraints));
  return [
    { title: 'class-validator: ValidationError', error: errors[0], shown: ['an object with the keys target'] },
    {
      title: 'class-validator: toString()',
      error: new Error(errors.join('\n')),
      shown: ['property password has failed'],
    },
    { title: 'class-validator: errors as JSON', error: new Error(JSON.stringify(errors)), shown },
    { title: 'class-validator: errors, inspected', error: new Error(inspect(errors, { depth: 9 })), shown },
    { title: 'class-validator: Nest’s pipe', error: new BadRequestException(messages), shown: ['Bad Request'] },
  ];
}
