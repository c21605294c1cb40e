import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { AnyLogReader } from '../../../../src/cli/replay/formats/any-log.js';
import { openLog, type LogBytes } from '../../../../src/cli/replay/input/log-bytes.js';
import { LogSource, LONGEST_LINE } from '../../../../src/cli/replay/input/log-source.js';
import { UnreadableLines } from '../../../../src/cli/replay/input/unreadable-lines.js';
import { combinedLine, START, written } from './generated-log.js';

const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => combinedLine({ time: START, request: `GET /${index}`, status: 200 }));

function inChunks(...chunks: readonly (string | Buffer)[]): LogBytes {
  return {
    bytesRead: 0,
    close: () => undefined,
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) yield Buffer.from(chunk);
    },
  };
}

async function readAll(bytes: LogBytes): Promise<{ source: LogSource; paths: string[]; unreadable: UnreadableLines }> {
  const unreadable = new UnreadableLines();
  const source = new LogSource('log', { bytes, reader: new AnyLogReader({}), unreadable });
  const paths: string[] = [];
  do while (source.next()) paths.push(source.entry.target);
  while (await source.load());
  return { source, paths, unreadable };
}

describe('a log', () => {
  it.each([1, 7, 64, 1_000])('is read the same in chunks of %i bytes', async (size) => {
    const text = `${lines(20).join('\n')}\nrubbish\n\n${combinedLine({ time: START, request: 'GET /last', status: 200 })}`;
    const chunks = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];

    const { source, paths } = await readAll(inChunks(...chunks));

    expect(paths).toEqual([...Array.from({ length: 20 }, (_, index) => `GET /${index}`), 'GET /last']);
    expect([source.lines, source.requests, source.others, source.unreadable]).toEqual([23, 21, 1, 1]);
  });

  it('skips a line that never seems to end without keeping it', async () => {
    const [first = '', last = ''] = lines(2);
    const long = Array.from({ length: 40 }, () => Buffer.alloc(LONGEST_LINE / 8, 'x'));

    const { source, paths, unreadable } = await readAll(inChunks(`${first}\n`, ...long, `\n${last}\n`));

    expect(paths).toEqual(['GET /0', 'GET /1']);
    expect([source.lines, unreadable.count]).toEqual([3, 1]);
    expect(unreadable.shown).toEqual([{ source: 'log', line: 2, text: `${'x'.repeat(79)}…` }]);
  });

  it('skips a long line that comes in one chunk', async () => {
    const [first = '', last = ''] = lines(2);

    const { paths, unreadable } = await readAll(inChunks(`${first}\n${'x'.repeat(LONGEST_LINE + 1)}\n${last}`));

    expect(paths).toEqual(['GET /0', 'GET /1']);
    expect(unreadable.count).toBe(1);
  });

  it('unpacks gzip whatever its name says, also of several parts', async () => {
    const packed = Buffer.concat([gzipSync(`${lines(3).join('\n')}\n`), gzipSync(lines(2).join('\n'))]);

    const { source, paths } = await readAll(openLog(written('access.log', packed)));

    expect(paths).toEqual(['GET /0', 'GET /1', 'GET /2', 'GET /0', 'GET /1']);
    expect(source.problem).toBeUndefined();
    expect(source.bytesRead).toBe(packed.length);
  });

  it('reads all that a truncated file has, and says that it is truncated', async () => {
    // Text that gzip cannot shorten, so that the cut is in the middle of it.
    const text = lines(20_000).map((line, index) => `${line} ${Math.sin(index)}`);
    const packed = gzipSync(text.join('\n'));

    const { source, paths } = await readAll(openLog(written('access.log.gz', packed.subarray(0, packed.length / 2))));

    expect(source.problem).toBe('unexpected end of file');
    expect(paths.length).toBeGreaterThan(5_000);
    expect(paths.at(-1)).toBe(`GET /${paths.length - 1}`);
  });

  it('reads what stands before damage', async () => {
    const packed = gzipSync(
      lines(20_000)
        .map((line, index) => `${line} ${Math.sin(index)}`)
        .join('\n'),
    );
    packed.fill(0xff, packed.length / 2, packed.length / 2 + 100);

    const { source, paths } = await readAll(openLog(written('access.log.gz', packed)));

    expect(source.problem).toMatch(/invalid|incorrect/);
    expect(paths.length).toBeGreaterThan(1_000);
  });

  it('shows only plain text of what it could not read', async () => {
    const { unreadable } = await readAll(
      inChunks('\u001b[31mred\u0007 \u202egpj.exe\n', Buffer.from([0, 255, 254, 10])),
    );

    expect(unreadable.shown.map(({ text }) => text)).toEqual(['red gpj.exe', '��']);
  });
});
