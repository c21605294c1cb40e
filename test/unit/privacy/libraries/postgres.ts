import pg from 'pg';
import { DataTypes, Sequelize, type Model, type ModelStatic, type Options } from 'sequelize';
import { QueryFailedError } from 'typeorm';

import { CARD, errorOf, PASSWORD, TOKEN, type LibraryError } from './library-error.js';
import { startPostgres, type Refusal } from './postgres-server.js';

const ROW = { email: 'bob', password: PASSWORD, api_token: TOKEN, card_number: CARD };

interface Case extends Refusal {
  readonly shown: readonly string[];
}

const error = (code: string, text: string, more: Readonly<Record<string, string>> = {}): Refusal['fields'] => ({
  S: 'ERROR',
  V: 'ERROR',
  C: code,
  M: text,
  ...more,
});

const CASES: readonly Case[] = [
  {
    table: 'unique_tokens',
    fields: error('23505', 'duplicate key value violates unique constraint "users_api_token_key"', {
      D: `Key (api_token)=(${TOKEN}) already exists.`,
      t: 'users',
      n: 'users_api_token_key',
    }),
    shown: ['users_api_token_key'],
  },
  {
    table: 'null_columns',
    fields: error('23502', 'null value in column "email" of relation "users" violates not-null constraint', {
      D: `Failing row contains (7, null, ${PASSWORD}, ${TOKEN}, ${CARD}).`,
      c: 'email',
    }),
    shown: ['null value in column', 'not-null constraint'],
  },
  {
    table: 'wrong_types',
    fields: error('22P02', `invalid input syntax for type uuid: "${TOKEN}"`, {
      W: `unnamed portal parameter $1 = '${TOKEN}'`,
    }),
    shown: ['invalid input syntax for type uuid'],
  },
  {
    table: 'wrong_words',
    fields: error('22P02', `invalid input value for enum user_role: "${PASSWORD}"`),
    shown: ['invalid input value for enum user_role'],
  },
  {
    table: 'wrong_syntax',
    fields: error('42601', `syntax error at or near "${TOKEN}"`, {
      p: '39',
      q: `SELECT id FROM users WHERE password = '${PASSWORD}'`,
    }),
    shown: ['syntax error at or near'],
  },
  {
    table: 'too_large',
    fields: error('22003', `value "${CARD.replaceAll(' ', '')}" is out of range for type integer`),
    shown: ['is out of range for type integer'],
  },
  {
    table: 'foreign_keys',
    fields: error('23503', 'insert on table "sessions" violates foreign key constraint "sessions_token_fkey"', {
      D: `Key (token, password)=(${TOKEN}, ${PASSWORD}) is not present in table "tokens".`,
    }),
    shown: ['sessions_token_fkey'],
  },
  {
    table: 'triggers',
    fields: error('P0001', 'could not send the mail', {
      W: `SQL statement "INSERT INTO mails (to, token) VALUES ('bob', '${TOKEN}')"\nPL/pgSQL function send() line 7`,
    }),
    shown: ['could not send the mail'],
  },
];

/** Errors of pg, and of TypeORM and Sequelize on top of it, from a fake server. */
export async function postgresErrors(): Promise<LibraryError[]> {
  const server = await startPostgres(CASES);
  const connection = { host: '127.0.0.1', port: server.port, user: 'bob', password: PASSWORD, database: 'shop' };
  try {
    return [...(await ofDrivers(connection)), ...(await ofSequelize(server.port))];
  } finally {
    server.stop();
  }
}

async function ofDrivers(connection: pg.ClientConfig): Promise<LibraryError[]> {
  const client = new pg.Client(connection);
  await client.connect();
  const found: LibraryError[] = [];
  for (const { table, shown } of CASES) {
    const statement = `INSERT INTO "${table}"("email", "password", "api_token", "card_number") VALUES ($1, $2, $3, $4)`;
    const parameters = Object.values(ROW);
    const thrown = await errorOf(() => client.query(statement, parameters));
    if (!(thrown instanceof pg.DatabaseError)) throw new Error('pg threw no DatabaseError.');
    found.push({ title: `pg: ${table}`, error: thrown, shown });
    found.push({ title: `TypeORM: ${table}`, error: new QueryFailedError(statement, parameters, thrown), shown });
    const unnamed = new QueryFailedError('SELECT * FROM a WHERE b = $1 AND c = $2', [PASSWORD, TOKEN], thrown);
    found.push({ title: `TypeORM, by columns that name nothing: ${table}`, error: unnamed, shown });
  }
  await client.end();
  return found;
}

async function ofSequelize(port: number): Promise<LibraryError[]> {
  // Its types lack the version; without it, Sequelize queries the version.
  const options: Options & { readonly databaseVersion: string } = {
    dialect: 'postgres',
    host: '127.0.0.1',
    port,
    username: 'bob',
    password: PASSWORD,
    database: 'shop',
    logging: false,
    databaseVersion: '16.0.0',
  };
  const sequelize = new Sequelize(options);
  const found: LibraryError[] = [];
  for (const { table, shown } of CASES) {
    const model = modelOf(sequelize, table);
    // Sequelize reports a unique violation in its own words.
    found.push({
      title: `Sequelize: ${table}`,
      error: await errorOf(() => model.create(ROW)),
      shown: table === 'unique_tokens' ? ['SequelizeUniqueConstraintError'] : shown,
    });
  }
  const strict = modelOf(sequelize, 'strict', { validate: { len: [20, 99] } });
  found.push({
    title: 'Sequelize: validation',
    error: await errorOf(() => strict.create(ROW)),
    shown: ['Validation len on password failed'],
  });
  await sequelize.close();
  return found;
}

function modelOf(sequelize: Sequelize, table: string, rules: object = {}): ModelStatic<Model> {
  const text = { type: DataTypes.STRING };
  const columns = { email: text, password: { ...text, ...rules }, api_token: text, card_number: text };
  return sequelize.define(table, columns, { timestamps: false, tableName: table });
}
