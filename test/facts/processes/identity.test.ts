import { describe, expect, it } from 'vitest';
import { identityOf } from '../../../src/facts/processes/identity.js';
import { limitsApart } from '../../../src/facts/processes/limits-apart.js';
import { realSystem } from '../../../src/system/real.js';

const files: Record<string, string> = {
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nana:x:1000:1000::/home/ana:/bin/sh\n',
  '/etc/group': 'ana:x:1000:\nadm:x:4:eve,ana\nwww:x:33:\n',
};
const system = { ...realSystem, read: (path: string) => files[path] ?? '' };
const status = (more: string, groups = '4 1000') =>
  `Uid:\t1000\t1000\t1000\t1000\nGid:\t1000\t1000\t1000\t1000\nGroups:\t${groups} \nNStgid:\t42\n${more}`;

describe('as whom a process acts', () => {
  it('is what the files say of its user', () => {
    expect(identityOf(system, status('CapAmb:\t0000000000000000\nNoNewPrivs:\t0\n')).usual).toBe(true);
    // The group of the user itself need not be among the others.
    expect(identityOf(system, status('', '4')).usual).toBe(true);
  });

  it('is told where it is another', () => {
    expect(identityOf(system, status('NoNewPrivs:\t1\n', ''))).toEqual({
      group: 1000,
      groups: [],
      ambient: [],
      confined: true,
      usual: false,
    });
    expect(identityOf(system, status('CapAmb:\t0000000000003400\n'))).toMatchObject({
      ambient: ['net_bind_service', 'cap_12', 'cap_13'],
      usual: false,
    });
    expect(identityOf(system, status('', '33 4 1000'))).toMatchObject({
      groups: [4, 33, 1000],
      usual: false,
    });
    expect(identityOf(system, status('', '1000')).usual).toBe(false);
  });
});

describe('the limits that ulimit is told', () => {
  const limits = (rows: Record<string, string>) =>
    Object.entries(rows)
      .map(([name, values]) => `${name.padEnd(26)}${values}\n`)
      .join('');
  const ours = limits({ 'Max open files': '1024 4096 files', 'Max stack size': '8388608 unlimited bytes' });
  it.each([
    ['1024 4096', false, []],
    // Node, Java and Go raise their own soft limit to the hard one.
    ['4096 4096', false, []],
    ['300 300', false, ['-n 300']],
    ['300 600', false, ['-Sn 300', '-Hn 600']],
    ['2048 4096', false, ['-Sn 2048']],
    ['9999 9999', false, []],
    ['9999 9999', true, ['-n 9999']],
    ['9000 9999', true, ['-Hn 9999', '-Sn 9000']],
    ['unlimited unlimited', true, ['-n unlimited']],
  ])('open files %s, root %j', (values, root, words) => {
    expect(limitsApart(limits({ 'Max open files': `${values} files` }), ours, root)).toEqual(words);
  });
  it('counts bytes as ulimit does, and keeps silent of what it cannot compare', () => {
    expect(limitsApart(limits({ 'Max stack size': '16777216 unlimited bytes' }), ours, false)).toEqual([
      '-Ss 16384',
    ]);
    expect(limitsApart(limits({ 'Max address space': '1 1 bytes' }), ours, true)).toEqual([]);
    expect(limitsApart(undefined, ours, true)).toEqual([]);
    const more = ours + limits({ 'Max processes': '99 99 processes' });
    expect(limitsApart(limits({ 'Max processes': '50 50 processes' }), more, false)).toEqual(['-u 50']);
    // HAProxy allows itself none.
    expect(limitsApart(limits({ 'Max processes': '0 0 processes' }), more, false)).toEqual([]);
    expect(limitsApart('Max open files  x y\n', ours, true)).toEqual([]);
  });
});
