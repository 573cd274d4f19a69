import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { execPath } from 'node:process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootTime } from '../../../src/facts/processes/boot-time.js';
import { symbolsIn } from '../../../src/facts/processes/elf.js';
import { parseEnvironment } from '../../../src/facts/processes/environment.js';
import { listedProcesses } from '../../../src/facts/processes/listed.js';
import { readProcess } from '../../../src/facts/processes/read.js';
import { parseStat } from '../../../src/facts/processes/stat.js';
import { parseStatus } from '../../../src/facts/processes/status.js';
import { userName } from '../../../src/facts/processes/users.js';
import { unitOf } from '../../../src/facts/units/cgroup.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';
import { byteMutants, fuzz, mutants } from '../../support/mutate.js';

/** The files of a process of this kind of machine, as the kernel wrote them. */
const files: Readonly<Record<string, string>> = {
  stat: '42 (a) b) (c) S 1 42 42 34816 42 4194304 1063 0 0 0 12 3 0 0 20 0 11 0 123456 1073741824 9000 18446744073709551615 1 1 0 0 0 0 0 4096 16899 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n',
  status:
    'Name:\tgunicorn\nUmask:\t0022\nState:\tS (sleeping)\nPid:\t42\nUid:\t1000\t1000\t1000\t1000\nGroups:\t4 27 \nSigBlk:\t0000000000000000\nSigIgn:\t0000000001001001\nSigCgt:\t0000000000014a07\nCapEff:\t0000000000000000\n',
  cmdline: '/usr/bin/python3\0/usr/bin/gunicorn\0shop:app\0-b\x000.0.0.0:8000\0',
  environ: 'PATH=/usr/bin\0FLASK_APP=shop\0PORT=8000\0API_TOKEN=x\0npm_lifecycle_event=start\0__proto__=x\0',
  cgroup: '0::/system.slice/shop\\x2dapp.service\n',
  limits:
    'Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 524288               files     \n',
  wchan: 'do_epoll_wait',
  'task/42/children': '43 44 ',
};

const nothing = () => {
  throw Object.assign(new Error('none'), { code: 'ENOENT' });
};
const systemOf = (own: Readonly<Record<string, string>>): System => ({
  ...realSystem,
  read: path => own[path.replace('/proc/42/', '')] ?? nothing(),
  link: path => own[path.replace('/proc/42/', '')] ?? nothing(),
  list: nothing,
  status: nothing,
});

const readFrom = (own: Readonly<Record<string, string>>): void => {
  const process = readProcess(systemOf(own), 42, 0);
  if (!process) return;
  expect(process.command.every(word => typeof word === 'string')).toBe(true);
  expect(process.ignored.every(name => /^[A-Z\d]+$/.test(name))).toBe(true);
  expect(process.user).toBe(String(process.uid));
  unitOf(process);
};

describe('a process', () => {
  it.each(Object.keys(files))('is read whatever %s holds', name => {
    fuzz([files[name]!], text => readFrom({ ...files, [name]: text }));
  });

  it('is read where all its files are damaged', () => {
    const damaged = fc.tuple(...Object.values(files).map(text => mutants([text])));
    const named = damaged.map(texts =>
      Object.fromEntries(Object.keys(files).map((name, at) => [name, texts[at]!])),
    );
    fc.assert(fc.property(named, readFrom));
  });

  it('has an argument vector of any length', () => {
    for (const cmdline of ['\0'.repeat(2_000_000), `${'\0'.repeat(1_000_000)}x`, 'a\0'.repeat(1_000_000)])
      readFrom({ ...files, cmdline });
  });
});

it('parses the rest of /proc whatever it holds', () => {
  fuzz([files.stat!], text => void parseStat(text));
  fuzz([files.status!], text => void parseStatus(text));
  fuzz([files.environ!], text => {
    const kept = parseEnvironment(text);
    expect(Object.values(kept).every(value => typeof value === 'string')).toBe(true);
  });
  fuzz(
    ['cpu 1 2 3\nintr 0\nbtime 1763690000\nprocesses 5\n'],
    text => void bootTime({ ...realSystem, read: () => text }),
  );
  fuzz(['root:x:0:0:root:/root:/bin/bash\nana:x:1000:1000::/home/ana:/bin/sh\n'], text =>
    expect(typeof userName({ ...realSystem, read: () => text }, 1000)).toBe('string'),
  );
});

it('lists damaged tables of other systems', () => {
  const tables = ['processes-macos.json', 'processes-windows.json'].map(
    name => JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as object[],
  );
  const texts = tables
    .flatMap(table => table.flatMap(row => Object.values(row)))
    .filter(each => typeof each === 'string');
  const row = fc
    .tuple(
      fc.constantFrom(...tables.flat()),
      fc.array(mutants(texts as string[]), { minLength: 7, maxLength: 7 }),
    )
    .map(([own, [name, state, tty, user, command, params, path]]) => ({
      ...own,
      name,
      state,
      tty,
      user,
      command,
      params,
      path,
    }));
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), rows => {
      for (const { command, state } of listedProcesses(rows as never, [1, 2, 4, 500])) {
        expect(command.every(word => typeof word === 'string')).toBe(true);
        expect(state).toMatch(/^[A-Z]$/);
      }
    }),
  );
});

describe('an executable', () => {
  const start = (() => {
    const file = openSync(execPath, 'r');
    const bytes = Buffer.alloc(4096);
    readSync(file, bytes);
    closeSync(file);
    return bytes;
  })();

  it('that is damaged has no symbols, or is told to be broken', () => {
    fc.assert(
      fc.property(byteMutants([start]), bytes => {
        try {
          symbolsIn((at, length) => bytes.subarray(at, at + length), ['jobs']);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it('without an end of its names takes no time', () => {
    // One section of dynamic symbols whose names are in the file itself, which has no NUL.
    const bytes = Buffer.alloc(4 * 1024 * 1024, 1);
    Buffer.from('7f454c460201', 'hex').copy(bytes);
    bytes.writeBigUInt64LE(64n, 40);
    bytes.writeUInt16LE(64, 58);
    bytes.writeUInt16LE(1, 60);
    bytes.writeUInt32LE(11, 64 + 4);
    bytes.writeBigUInt64LE(0n, 64 + 24);
    bytes.writeBigUInt64LE(BigInt(bytes.length), 64 + 32);
    bytes.writeUInt32LE(0, 64 + 40);
    expect(symbolsIn((at, length) => bytes.subarray(at, at + length), ['jobs']).addresses).toEqual({});
  });
});
