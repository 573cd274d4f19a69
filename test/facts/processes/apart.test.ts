import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { apartOf, otherVariables } from '../../../src/facts/processes/apart.js';
import { bootTime } from '../../../src/facts/processes/boot-time.js';
import { readProcess } from '../../../src/facts/processes/read.js';
import { realSystem } from '../../../src/system/real.js';

const caller = { HOME: '/home/ana', SHOP: 'a' };
const status = (umask: string) => `Name:\tx\nUmask:\t${umask}\nPPid:\t7\n`;
const limits = (files: number) =>
  `Limit  Soft  Hard\nMax open files            ${files}                 ${files}                files\n`;
const stat = (nice: number) => `42 (a) b) S 1 42 42 0 -1 0 0 0 0 0 1 1 0 0 20 ${nice} 1 0 99 0 0\n`;
const files: Record<string, string> = {
  '/proc/self/status': status('0022'),
  '/proc/self/stat': stat(0),
  '/proc/7/limits': limits(4096),
};
const system = (uid = 1000) => ({
  ...realSystem,
  uid,
  env: caller,
  read: (path: string) => files[path] ?? '',
});
const own = { environ: 'HOME=/home/ana\0', status: status('0022'), stat: stat(0), limits: limits(4096) };

describe('what a process has that the shell of the caller would not give it', () => {
  it.each([
    ['SHOP=a\0HOME=/home/ana\0', []],
    ['SHOP=b\0DB_URL=x=y\0HOST=1\0', ['SHOP', 'DB_URL']],
    ['SHLVL=2\0LC_ALL=C\0XDG_SESSION_ID=4\0SSH_TTY=/dev/pts/1\0SUDO_UID=1\0_=/x\0_PYENV_ROOT=/x\0', []],
    ['FLASK_SECRET_KEY=x\0', ['FLASK_SECRET_KEY']],
    ['\0=x\0no equals\0', []],
  ])('names the variables of %j', (environ, names) => {
    expect(otherVariables(environ, caller)).toEqual(names);
  });

  it('tells a mask, a limit and a priority of its own', () => {
    expect(apartOf(system(), own)).toBeUndefined();
    expect(apartOf(system(), { ...own, status: status('0077'), stat: stat(5), limits: limits(777) })).toEqual(
      { umask: '0077', limits: ['-n 777'], nice: 5 },
    );
  });

  it('tells which variables were set for one run, where the others are carried', () => {
    const environ = 'SHOP=b\0HAPROXY_MWORKER=1\0LISTEN_FDS=1\0';
    expect(apartOf(system(), { ...own, environ })).toEqual({
      variables: ['SHOP'],
      passing: ['HAPROXY_MWORKER', 'LISTEN_FDS'],
    });
    expect(apartOf(system(), { ...own, environ: 'LISTEN_FDS=1\0' })).toBeUndefined();
  });

  it('gives nobody but root more open files than they have', () => {
    expect(apartOf(system(), { ...own, limits: limits(9999) })).toBeUndefined();
    expect(apartOf(system(0), { ...own, limits: limits(9999) })).toEqual({ limits: ['-n 9999'] });
  });

  it('names the variables that the caller has and it has not, where they may change what it does', () => {
    const asked = {
      ...system(),
      env: { HOME: '/home/ana', PORT: '9', SHOP: 'a', TERM: 'xterm', HOSTNAME: 'box' },
    };
    expect(apartOf(asked, { ...own, environ: 'PATH=/bin\0HOME=/home/ana\0' })).toEqual({ without: ['PORT'] });
    expect(apartOf(asked, { ...own, environ: 'PATH=/bin\0PORT=\0' })).toBeUndefined();
    // What is left of an environment that a title was written over.
    expect(apartOf(asked, { ...own, environ: 'shop: worker\0\0\0PATH=/bin\0' })).toBeUndefined();
    // sshd's: the end of its title, "-o UsePAM=no [listener]", and nothing that a new one could be given.
    expect(
      apartOf(asked, { ...own, environ: 'AM=no [listener] 0 of 10-100 startups\0\0\0' }),
    ).toBeUndefined();
  });

  it('tells root of another user that is more, or less, than their name', () => {
    const of = (more: string) => `Uid:\t7\t7\t7\t7\nGid:\t8\t8\t8\t8\nGroups:\t\nUmask:\t0022\n${more}`;
    const status = of('CapAmb:\t0000000000000400\n');
    expect(apartOf(system(0), { ...own, status })?.identity).toMatchObject({ ambient: ['net_bind_service'] });
    expect(apartOf(system(), { ...own, status })).toBeUndefined();
  });

  it('says nothing of what cannot be read', () => {
    expect(apartOf(system(), { ...own, environ: undefined })).toBeUndefined();
    const blind = {
      ...system(),
      read: () => {
        throw new Error('EACCES');
      },
    };
    expect(apartOf(blind, { ...own, status: undefined, stat: undefined, limits: undefined })).toBeUndefined();
  });
});

describe('of a real process', () => {
  let child: ReturnType<typeof spawn> | undefined;
  afterEach(() => void child?.kill('SIGKILL'));

  it('is read from /proc', async () => {
    child = spawn('bash', ['-c', 'umask 0013; ulimit -n 300; exec nice -n 3 sleep 60'], {
      env: { ...process.env, SHOP_OF_MINE: 'x' },
    });
    const boot = bootTime(realSystem) ?? 0;
    await expect
      .poll(() => readProcess(realSystem, child!.pid!, boot)?.apart, { timeout: 10_000 })
      .toEqual({ variables: ['SHOP_OF_MINE'], umask: '0013', limits: ['-n 300'], nice: 3 });
  });
});
