import mongoose from 'mongoose';

import { CARD, errorOf, PASSWORD, TOKEN, type LibraryError } from './library-error.js';

const { ObjectId } = mongoose.Schema.Types;

const refuse = (): boolean => false;

// Without a connection, because invalid values are refused before they are sent.
const User = mongoose.model(
  'User',
  new mongoose.Schema({
    password: { type: String, minlength: 30 },
    apiKey: { type: String, maxlength: 3 },
    secret: { type: String, validate: refuse },
    passphrase: { type: String, match: /^x/ },
    token: { type: ObjectId },
    pin: { type: Number },
    cardNumber: { type: Number, max: 7 },
    profile: { type: Number },
    sessions: [{ token: Number }],
  }),
);

/** Errors of Mongoose, and of the driver with the texts of the server. */
export async function mongoErrors(): Promise<LibraryError[]> {
  const filter: Readonly<Record<string, unknown>> = { token: { password: PASSWORD } };
  const user = {
    password: PASSWORD,
    apiKey: TOKEN,
    secret: PASSWORD,
    passphrase: PASSWORD,
    token: TOKEN,
    pin: PASSWORD,
    cardNumber: Number(CARD.replaceAll(' ', '')),
    profile: { password: PASSWORD },
    sessions: [{ token: PASSWORD }],
  };
  return [
    {
      title: 'Mongoose: validation',
      error: await errorOf(() => new User(user).validate()),
      shown: [
        'User validation failed: ',
        'token: Cast to ObjectId failed',
        'password: Path `password` (`',
        'is shorter than the minimum allowed length (30)',
        'is longer than the maximum allowed length (3)',
        'is more than maximum allowed value (7)',
      ],
    },
    {
      title: 'Mongoose: a query by an id',
      error: await errorOf(() => User.findById(TOKEN).exec()),
      shown: ['Cast to ObjectId failed', 'at path "_id" for model "User"'],
    },
    {
      title: 'Mongoose: a query by an object',
      error: await errorOf(() => User.findOne(filter).exec()),
      shown: ['Cast to ObjectId failed', 'at path "token" for model "User"'],
    },
    ...['{ api_token: "…" }', '{ _id: "…" }', '{ : "…" }', '{ email: "bob", password: "…" }'].map((key) =>
      ofServer(
        11_000,
        `E11000 duplicate key error collection: shop.users index: key_1 dup key: ${key.replace('…', TOKEN)}`,
        {},
      ),
    ),
    ofServer(121, 'Document failed validation', {
      errInfo: {
        details: {
          propertiesNotSatisfied: [
            { propertyName: 'password', details: [{ operatorName: 'minLength', consideredValue: PASSWORD }] },
          ],
        },
      },
    }),
  ];
}

function ofServer(code: number, errmsg: string, more: object): LibraryError {
  const error = new mongoose.mongo.MongoServerError({ ok: 0, code, errmsg, ...more });
  return { title: `MongoDB: ${errmsg}`, error, shown: [errmsg.split(' dup key')[0] ?? ''] };
}
