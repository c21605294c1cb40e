import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import mysql from 'mysql2/promise';

import { errorOf, PASSWORD, TOKEN, type LibraryError } from './library-error.js';

const CASES: readonly (readonly [code: number, text: string, shown: string])[] = [
  [1062, `Duplicate entry '${TOKEN}' for key 'users.api_token'`, "for key 'users.api_token'"],
  [1062, `Duplicate entry 'bob-${TOKEN}' for key 'PRIMARY'`, "for key 'PRIMARY'"],
  [1366, `Incorrect integer value: '${PASSWORD}' for column 'pin' at row 1`, "for column 'pin' at row 1"],
  [1292, `Truncated incorrect DOUBLE value: '${TOKEN}'`, 'Truncated incorrect DOUBLE value'],
  [1525, `Incorrect DATETIME value: '${PASSWORD}'`, 'Incorrect DATETIME value'],
  [
    1064,
    `You have an error in your SQL syntax; check the manual near '${PASSWORD}' WHERE id = 7' at line 1`,
    'at line 1',
  ],
  [1054, `Unknown column '${TOKEN}' in 'where clause'`, "in 'where clause'"],
  [1406, "Data too long for column 'password' at row 1", "Data too long for column 'password' at row 1"],
  [1045, "Access denied for user 'bob'@'10.0.0.7' (using password: YES)", '(using password: YES)'],
];

/** Errors of mysql2, which contain the whole statement with its values, from a fake server. */
export async function mysqlErrors(): Promise<LibraryError[]> {
  const server = createServer((socket) => {
    socket.write(packet(0, GREETING));
    let answers = [packet(2, OK), ...CASES.map(([code, text]) => packet(1, refusal(code, text)))];
    socket.on('data', () => {
      const [answer = packet(1, OK), ...rest] = answers;
      answers = rest;
      socket.write(answer);
    });
    socket.on('error', () => socket.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connection = await mysql.createConnection({ host: '127.0.0.1', port, user: 'bob', password: PASSWORD });
  const found: LibraryError[] = [];
  for (const [, text, shown] of CASES) {
    const statement = 'INSERT INTO users (email, password, api_token) VALUES (?, ?, ?)';
    const error = await errorOf(() => connection.query(statement, ['bob', PASSWORD, TOKEN]));
    found.push({ title: `mysql2: ${text.slice(0, 30)}`, error, shown: [shown] });
  }
  connection.destroy();
  server.close();
  return found;
}

/** A packet of the protocol ("MySQL Internals", Protocol Basics): length, number in its sequence, content. */
function packet(sequence: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUIntLE(content.length, 0, 3);
  head.writeUInt8(sequence, 3);
  return Buffer.concat([head, content]);
}

const OK = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

/** Protocol 10, with the capabilities of 4.1, a salt and the name of a plugin for authentication. */
const GREETING = Buffer.concat([
  Buffer.from('\u000a8.0.0\0\u0001\0\0\0saltsalt\0', 'latin1'),
  Buffer.from([0x00, 0x82, 0x21, 0x02, 0x00, 0x08, 0x00, 21]),
  Buffer.alloc(10),
  Buffer.from('saltsaltsalt\0mysql_native_password\0', 'latin1'),
]);

function refusal(code: number, text: string): Buffer {
  const head = Buffer.from([0xff, 0, 0]);
  head.writeUInt16LE(code, 1);
  return Buffer.concat([head, Buffer.from(`#HY000${text}`)]);
}
