import { createRequire } from 'node:module';

import { getPrismaClient } from '@prisma/client/runtime/client';

import { errorOf, PASSWORD, TOKEN, type LibraryError } from './library-error.js';

const require = createRequire(import.meta.url);
const COMPILER = '@prisma/client/runtime/query_compiler_small_bg.postgresql';

type Generated = Parameters<typeof getPrismaClient>[0];
type CompilerRuntime = Awaited<ReturnType<NonNullable<Generated['compilerWasm']>['getRuntime']>>;

// Node's types lack it in this version.
const WEB_ASSEMBLY = Reflect.get(globalThis, 'WebAssembly') as { compile(bytes: Buffer): Promise<unknown> };

const scalar = (name: string, type: string) => ({
  name,
  kind: 'scalar' as const,
  type,
  isRequired: true,
  isList: false,
  isUnique: false,
  isId: name === 'id',
  isReadOnly: false,
  hasDefaultValue: false,
});

/** The output of `prisma generate` for one model. */
const GENERATED: Generated = {
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: '',
  activeProvider: 'postgresql',
  inlineSchema: `
    generator client {
      provider = "prisma-client"
    }
    datasource db {
      provider = "postgresql"
    }
    model User {
      id       Int    @id
      password String
      apiToken String @unique
      age      Int
    }`,
  runtimeDataModel: {
    models: {
      User: {
        dbName: null,
        schema: null,
        primaryKey: null,
        fields: [scalar('id', 'Int'), scalar('password', 'String'), scalar('apiToken', 'String'), scalar('age', 'Int')],
        uniqueFields: [],
        uniqueIndexes: [],
      },
    },
    enums: {},
    types: {},
  },
  // No nodes, edges and roots.
  parameterizationSchema: { strings: [], graph: 'AAAA' },
  compilerWasm: {
    getRuntime: () => Promise.resolve(require(`${COMPILER}.js`) as CompilerRuntime),
    getQueryCompilerWasmModule: () => {
      const { wasm } = require(`${COMPILER}.wasm-base64.js`) as { readonly wasm: string };
      return WEB_ASSEMBLY.compile(Buffer.from(wasm, 'base64'));
    },
    importName: './query_compiler_small_bg.js',
  },
};

type Work = (prisma: Client) => Promise<unknown>;

/** The used part of a generated client. */
interface Client {
  readonly user: Readonly<Record<'create' | 'findFirst', (given: object) => Promise<unknown>>>;
  $queryRawUnsafe(statement: string, ...values: readonly unknown[]): Promise<unknown>;
}

const ROW = { id: 7, password: PASSWORD, apiToken: TOKEN };

/** Errors of Prisma: its own checks, which print the whole call, and errors of the database. */
export async function prismaErrors(): Promise<LibraryError[]> {
  const found: readonly (readonly [title: string, work: Work, shown: string])[] = [
    ['a wrong type', ({ user }) => user.create({ data: { ...ROW, age: 'many' } }), 'Argument `age`: Invalid value'],
    ['a missing argument', ({ user }) => user.create({ data: ROW }), 'Argument `age` is missing.'],
    [
      'an unknown operator',
      ({ user }) => user.findFirst({ where: { password: { is: PASSWORD }, apiToken: TOKEN } }),
      'Unknown argument `is`',
    ],
    ['an id that is taken', ({ user }) => user.create({ data: { ...ROW, age: 7 } }), 'Unique constraint failed'],
    [
      'a raw query',
      (prisma) => prisma.$queryRawUnsafe('SELECT * FROM users WHERE a = $1', TOKEN),
      'Raw query failed. Code: `22P02`. Message: `invalid input syntax for type uuid',
    ],
    ['a query', ({ user }) => user.findFirst({ where: { apiToken: TOKEN } }), 'invalid input syntax for type uuid'],
  ];
  const errors: LibraryError[] = [];
  for (const [title, work, shown] of found) {
    const prisma = clientOf(title.includes('taken') ? TAKEN : REFUSED);
    errors.push({ title: `Prisma: ${title}`, error: await errorOf(() => work(prisma)), shown: [shown] });
  }
  return errors;
}

const TAKEN = {
  kind: 'UniqueConstraintViolation',
  originalMessage: `Key (apiToken)=(${TOKEN}) already exists.`,
  constraint: { fields: ['apiToken'] },
};
const REFUSED = {
  kind: 'postgres',
  code: '22P02',
  severity: 'ERROR',
  message: `invalid input syntax for type uuid: "${TOKEN}"`,
  originalCode: '22P02',
  originalMessage: `invalid input syntax for type uuid: "${TOKEN}"`,
};

/** A client with a failing driver. */
function clientOf(cause: object): Client {
  const fail = (): Promise<never> =>
    Promise.reject(Object.assign(new Error('the driver failed'), { name: 'DriverAdapterError', cause }));
  const driver = {
    provider: 'postgres',
    adapterName: 'stub',
    queryRaw: fail,
    executeRaw: fail,
    getConnectionInfo: () => ({ supportsRelationJoins: false }),
    dispose: () => Promise.resolve(),
  };
  const adapter = { provider: 'postgres', adapterName: 'stub', connect: () => Promise.resolve(driver) };
  const generated: unknown = getPrismaClient(GENERATED);
  return Reflect.construct(generated as new () => Client, [{ adapter }]) as Client;
}
