import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import type * as fileSystem from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fileName, newName, scopeOf } from '../../../../src/journal/file/journal-name.js';
import { create } from '../../delivery/delivery-bench.js';
import { containing } from '../../delivery/expectations.js';
import { ApplicationProcess, DEAD, journaled, newDirectory, newSandbox } from './journal-bench.js';

/** A disk that can refuse data, always or a number of times, although files can be renamed, and that can refuse to open or read journals. */
const disk = vi.hoisted(() => ({ isFull: false, failures: 0, refuses: 'nothing' }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof fileSystem>();
  const failIf = (fails: boolean, code: string): void => {
    if (fails) throw Object.assign(new Error(code), { code });
  };
  return {
    ...fs,
    writeSync: (file: number, data: NodeJS.ArrayBufferView, offset?: number) => {
      failIf(disk.isFull || disk.failures-- > 0, 'ENOSPC');
      return fs.writeSync(file, data, offset);
    },
    openSync: (path: string, flags: string | number, mode?: number) => {
      failIf(disk.refuses === 'opening' && typeof flags === 'number', 'EACCES');
      return fs.openSync(path, flags, mode);
    },
    readSync: (file: number, buffer: NodeJS.ArrayBufferView) => {
      failIf(disk.refuses === 'reading', 'EIO');
      return fs.readSync(file, buffer);
    },
    opendirSync: (path: string, options: fileSystem.OpenDirOptions) => {
      failIf(disk.refuses === 'listing', 'EMFILE');
      return fs.opendirSync(path, options);
    },
  };
});
afterEach(() => {
  disk.isFull = false;
  disk.failures = 0;
  disk.refuses = 'nothing';
});

/** A directory with the journal of a killed process that contains two queued messages, and the path of the file. */
async function leftover(): Promise<{ directory: string; path: string }> {
  const directory = newDirectory();
  const sandbox = await newSandbox();
  sandbox.fault({ status: 503 });
  const killed = new ApplicationProcess(sandbox, directory, { self: DEAD });
  killed.outbox.accept(create('a'));
  killed.outbox.accept(create('b'));
  killed.kill();
  const [name = ''] = readdirSync(directory);
  return { directory, path: join(directory, name) };
}

describe('A journal in trouble', () => {
  it('ignores the last line if the process was killed while it wrote it', async () => {
    const { directory, path } = await leftover();
    appendFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(2);
    expect(next.log.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    expect(readdirSync(directory)).toHaveLength(1);
  });

  it('takes over the readable part of a damaged file, and keeps the file for inspection', async () => {
    const { directory, path } = await leftover();
    const [first, second] = readFileSync(path, 'utf8').split('\n');
    writeFileSync(path, `${first}\n\0\0\0 garbage\n[{"key":"message:x","record":{"message":{}}}]\n${second}\n`);
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(2);
    expect(next.log.lines).toContainEqual(containing('2 damaged lines'));
    expect(readdirSync(directory).filter((name) => name.endsWith('.corrupt'))).toHaveLength(1);
  });

  it('ignores messages that cannot be sent', async () => {
    const { directory, path } = await leftover();
    const payload = { message: 'x', alias: 'x', priority: 'P3' };
    const good = { type: 'create', alias: 'x', priority: 'P3', payload };
    const records = [
      { acceptedWall: 1e300, message: good },
      { acceptedWall: null, message: good },
      { acceptedWall: 1, message: { ...good, type: 'toString' } },
      { acceptedWall: 1, message: { ...good, type: 'note', payload: {} } },
      { acceptedWall: 1, message: { ...good, type: 'close', payload: { note: 1 } } },
      ...Object.entries({
        message: 1,
        priority: 'P6',
        description: {},
        details: { a: null },
        tags: 'a',
        actions: [1],
        responders: [null],
      }).map(([name, wrong]) => ({ acceptedWall: 1, message: { ...good, payload: { ...payload, [name]: wrong } } })),
    ];
    for (const [index, record] of records.entries()) {
      appendFileSync(path, `${JSON.stringify([{ key: `message:${index}`, record }])}\n`);
    }
    const sandbox = await newSandbox();
    // A rejected message is shortened, which also reads fields that may be missing.
    sandbox.fault({ status: 422 });
    const next = new ApplicationProcess(sandbox, directory).start();
    expect(next.outbox.stats().accepted).toBe(2);
    expect(next.log.lines).toContainEqual(containing('12 damaged lines'));
    await next.outbox.flush(4_000);
    expect(next.outbox.stats()).toMatchObject({ waiting: 0, inFlight: 0, dropped: { rejected: 2 } });
  });

  it('takes over a message that uses every field', async () => {
    const { directory, path } = await leftover();
    const payload = {
      message: 'x',
      alias: 'x',
      priority: 'P3',
      description: 'd',
      entity: 'e',
      source: 's',
      user: 'u',
      note: 'n',
      tags: ['t'],
      actions: ['a'],
      details: { key: 'value' },
      responders: [{ type: 'team', name: 'ops' }],
      visibleTo: [{ type: 'user', username: 'a@b.example' }],
    };
    const record = { acceptedWall: 1, message: { type: 'create', alias: 'x', priority: 'P3', payload } };
    appendFileSync(path, `${JSON.stringify([{ key: 'message:x', record }])}\n`);
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(3);
  });

  it('keeps only the last three damaged files', async () => {
    const directory = newDirectory();
    for (let index = 0; index < 6; index++) {
      writeFileSync(join(directory, fileName(newName(scopeOf('shop', 'test'), DEAD))), 'no journal at all\n');
    }
    new ApplicationProcess(await newSandbox(), directory).start();
    expect(readdirSync(directory).filter((name) => name.endsWith('.corrupt'))).toHaveLength(3);
  });

  it('takes over every readable record, even if a directory has the name for a damaged file', async () => {
    const { directory, path } = await leftover();
    const scope = scopeOf('shop', 'test');
    appendFileSync(path, 'no journal at all\n');
    symlinkSync(join(directory, 'nowhere'), join(directory, `${scope}.nowhere.corrupt`));
    symlinkSync(`${scope}.itself.corrupt`, join(directory, `${scope}.itself.corrupt`));
    for (const name of ['one', 'two', 'three', 'four']) mkdirSync(join(directory, `${scope}.${name}.corrupt`));
    for (let index = 0; index < 5; index++) {
      writeFileSync(join(directory, fileName(newName(scope, DEAD))), 'no journal at all\n');
    }
    const loop = fileName(newName(scope, DEAD));
    symlinkSync(loop, join(directory, loop));
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(2);
    const files = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.filter(({ name }) => name.endsWith('.corrupt'))).toHaveLength(3);
    // No file of a dead process is left.
    expect(files.filter(({ name }) => name.endsWith('.ndjson'))).toHaveLength(1);
  });

  it('does not read a file that is too large for a journal', async () => {
    const { directory, path } = await leftover();
    appendFileSync(path, Buffer.alloc(65 * 1_048_576));
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(0);
    expect(next.log.lines).toContainEqual(containing('cannot be read'));
  });

  it.each(['opening', 'reading', 'listing'])(
    'leaves a file where it is when its %s fails, and takes it over once that works',
    async (refuses) => {
      const { directory, path } = await leftover();
      disk.refuses = refuses;
      const next = new ApplicationProcess(await newSandbox(), directory).start();
      next.clock.advance('5m');
      expect(next.outbox.stats().accepted).toBe(0);
      expect(next.log.lines).toEqual([expect.stringMatching(/cannot be (taken over|read): .*(EACCES|EIO|EMFILE)/)]);
      expect(readdirSync(directory).map((name) => join(directory, name))).toContain(path);
      disk.refuses = 'nothing';
      next.clock.advance('1m');
      expect(next.outbox.stats().accepted).toBe(2);
      expect(next.log.lines.slice(1)).toEqual([
        expect.stringMatching(/Took over the alert journal|can be read again/),
        containing('Took over 2 alert messages'),
      ]);
    },
  );

  it('ignores foreign files', async () => {
    const { directory } = await leftover();
    const strange = ['readme.txt', 'shop.ndjson', `${fileName(newName(scopeOf('shop', 'test'), DEAD))}.bak`];
    for (const name of strange) writeFileSync(join(directory, name), 'x');
    mkdirSync(join(directory, fileName(newName(scopeOf('shop', 'test'), DEAD))));
    const next = new ApplicationProcess(await newSandbox(), directory).start();
    expect(next.outbox.stats().accepted).toBe(2);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(strange));
  });

  it('removes an unfinished file of a dead process', async () => {
    const { directory, path } = await leftover();
    writeFileSync(`${path}.new`, '[{"key":"message:half');
    new ApplicationProcess(await newSandbox(), directory).start();
    expect(readdirSync(directory).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('logs once that the directory cannot be created, and sends alerts without it', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const sandbox = await newSandbox();
    const { clock, log, outbox } = new ApplicationProcess(sandbox, join(file, 'journal')).start();
    expect(await outbox.accept(create('a')).delivered).toMatchObject({ ok: true });
    clock.advance('10m');
    expect(log.lines).toEqual([containing('part of the path is not a directory (ENOTDIR)')]);
  });

  it('drops queued messages at the end, as without a journal, if none can be created', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const dropped: string[] = [];
    const onDropped = ({ alias }: { alias: string }) => dropped.push(alias);
    const { outbox } = new ApplicationProcess(sandbox, join(file, 'journal'), { onDropped });
    outbox.accept(create('a'));
    outbox.stop();
    expect(dropped).toEqual(['a']);
  });

  it('is rewritten when its directory was deleted', async () => {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const { clock, log, outbox } = new ApplicationProcess(sandbox, directory).start();
    outbox.accept(create('a'));
    rmSync(directory, { recursive: true });
    outbox.accept(create('b'));
    clock.advance('10s');
    expect(journaled(directory)).toEqual(['create a', 'create b']);
    expect(log.lines.filter((line) => line.includes('journal'))).toEqual([]);
  });

  it('drops queued messages at the end, as without a journal, if its directory cannot be restored', async () => {
    const directory = join(newDirectory(), 'journal');
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const dropped: string[] = [];
    const onDropped = ({ alias }: { alias: string }) => dropped.push(alias);
    const { clock, log, outbox } = new ApplicationProcess(sandbox, directory, { onDropped }).start();
    outbox.accept(create('a'));
    rmSync(directory, { recursive: true });
    writeFileSync(directory, '');
    clock.advance('1m');
    const { delivered } = outbox.accept(create('b'));
    outbox.stop();
    expect(dropped).toEqual(['a', 'b']);
    expect(await delivered).toMatchObject({
      ok: false,
      reason: containing('stopped before the message was delivered'),
    });
    expect(log.lines.filter((line) => line.includes('cannot be written'))).toHaveLength(1);
  });

  /** A process whose journal contains a queued message, and another one that the disk refuses this many times. */
  async function meetFailures(failures: number): Promise<{ files: number[][]; lines: readonly string[] }> {
    const directory = newDirectory();
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const { log, outbox } = new ApplicationProcess(sandbox, directory);
    const inodes = (): number[] => readdirSync(directory).map((name) => statSync(join(directory, name)).ino);
    outbox.accept(create('a'));
    const before = inodes();
    disk.failures = failures;
    outbox.accept(create('b'));
    expect(journaled(directory)).toEqual(['create a', 'create b']);
    return { files: [before, inodes()], lines: log.lines };
  }

  it('continues in a new file when the old one cannot be written, so that a kill in between loses nothing', async () => {
    const { files, lines } = await meetFailures(1);
    // If the old one were emptied first, a kill would leave nothing.
    expect(files[1]).not.toEqual(files[0]);
    expect(lines).toEqual([]);
  });

  it('is overwritten if there is no room for two files', async () => {
    const { files, lines } = await meetFailures(2);
    expect(files[1]).toEqual(files[0]);
    expect(lines).toEqual([]);
  });

  it('is written again once the disk allows it', async () => {
    const file = join(newDirectory(), 'file');
    writeFileSync(file, '');
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const { clock, log, outbox } = new ApplicationProcess(sandbox, join(file, 'journal')).start();
    outbox.accept(create('a'));
    rmSync(file);
    clock.advance('10s');
    expect(journaled(join(file, 'journal'))).toEqual(['create a']);
    expect(log.lines.at(-1)).toMatch('can be written again');
    expect(statSync(join(file, 'journal')).isDirectory()).toBe(true);
  });

  it('is logged once in 15 minutes if the disk is full again and again', async () => {
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const { clock, log, outbox } = new ApplicationProcess(sandbox, newDirectory()).start();
    const about = (): string[] => log.lines.filter((line) => line.includes('The alert journal'));
    const comeAndGo = (minutes: number): void => {
      for (let minute = 0; minute < minutes; minute++) {
        disk.isFull = true;
        outbox.accept(create(`a ${clock.now()}`));
        clock.advance('30s');
        disk.isFull = false;
        clock.advance('30s');
      }
    };
    comeAndGo(14);
    expect(about()).toEqual([containing('cannot be written'), containing('can be written again')]);
    comeAndGo(3);
    expect(about()).toHaveLength(4);
  });

  it('is logged where it began too soon after the last time, and lasts', async () => {
    const sandbox = await newSandbox();
    sandbox.fault({ status: 503 });
    const { clock, log, outbox } = new ApplicationProcess(sandbox, newDirectory()).start();
    const fill = (isFull: boolean): void => {
      disk.isFull = isFull;
      outbox.accept(create(`a ${clock.now()}`));
      clock.advance('30s');
    };
    for (const isFull of [true, false, true]) fill(isFull);
    clock.advance('20m');
    disk.isFull = false;
    expect(log.lines.filter((line) => line.includes('cannot be written'))).toHaveLength(2);
  });

  /** A process that could not store the messages of a dead one, and has delivered them. The disk has room again. */
  async function heirWithoutRoom(directory: string): Promise<ApplicationProcess> {
    disk.isFull = true;
    const heir = new ApplicationProcess(await newSandbox(), directory).start();
    await heir.outbox.flush(4_000);
    expect(journaled(directory)).toEqual(['create a', 'create b']);
    disk.isFull = false;
    return heir;
  }

  it('keeps the file of a dead process while the disk is full, and discards it once there is room', async () => {
    const { directory } = await leftover();
    const next = await heirWithoutRoom(directory);
    next.clock.advance('10s');
    expect(next.outbox.stats().delivered).toBe(2);
    expect(journaled(directory)).toEqual([]);
  });

  it('discards it when the application ends, too', async () => {
    const { directory } = await leftover();
    const next = await heirWithoutRoom(directory);
    next.stop();
    expect(readdirSync(directory)).toEqual([]);
  });
});
