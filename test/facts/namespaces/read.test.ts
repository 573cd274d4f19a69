import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNamespaces } from '../../../src/facts/namespaces/read.js';
import { realSystem } from '../../../src/system/real.js';

const isRoot = process.platform === 'linux' && process.geteuid?.() === 0;
if (!isRoot) console.warn('SKIPPED: reading real network namespaces needs root on Linux');

const name = `nctest-${process.pid}`;
const ip = (...args: string[]) => execFileSync('ip', args, { stdio: 'ignore' });
const server =
  "const s=require('net').createServer().listen(8000,'0.0.0.0',()=>require('net').createServer().listen(8001,'127.0.0.1',()=>console.log('up')))";

describe.skipIf(!isRoot)('readNamespaces', () => {
  let child: ChildProcess;

  beforeAll(async () => {
    ip('netns', 'add', name);
    ip('netns', 'add', `${name}-b`);
    ip('-n', name, 'link', 'set', 'lo', 'up');
    ip('-n', name, 'link', 'add', 'eth0', 'type', 'bridge');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
    ip('-n', name, 'addr', 'add', '172.30.99.2/24', 'dev', 'eth0');
    ip('-n', name, '-6', 'addr', 'add', 'fd99::2/64', 'dev', 'eth0', 'nodad');
    child = spawn('ip', ['netns', 'exec', name, process.execPath, '-e', server]);
    await new Promise(resolve => child.stdout!.once('data', resolve));
  });

  afterAll(() => {
    child?.kill('SIGKILL');
    for (const each of [name, `${name}-b`]) ip('netns', 'del', each);
  });

  it('finds the listeners, their processes and the addresses of each namespace', () => {
    const fact = readNamespaces(realSystem);
    if (fact.status === 'unknown') throw new Error(fact.detail);
    const app = fact.value.find(each => each.name === name)!;
    expect(app.listeners.map(each => `${each.local.address}:${each.local.port}`).sort()).toEqual([
      '0.0.0.0:8000',
      '127.0.0.1:8001',
    ]);
    expect(app.pids).toEqual([child.pid]);
    expect(app.holders.map(({ pid, name: program }) => [pid, program])).toEqual([
      [child.pid, 'node'],
      [child.pid, 'node'],
    ]);
    expect(app.addresses.filter(each => !each.startsWith('fe80'))).toEqual(['172.30.99.2', 'fd99::2']);
    expect(app.container).toBeNull();
  });

  it('are seen without the links, which an ordinary user may not follow', () => {
    const asUser = {
      ...realSystem,
      link: (path: string) => {
        if (/^\/proc\/\d+\/ns\/net$/.test(path)) throw Object.assign(new Error('no'), { code: 'EACCES' });
        return realSystem.link(path);
      },
    };
    const fact = readNamespaces(asUser);
    if (fact.status === 'unknown') throw new Error(fact.detail);
    const app = fact.value.find(each => each.pids.includes(child.pid!))!;
    expect(app.listeners.map(each => each.local.port).sort()).toEqual([8000, 8001]);
    expect(app.addresses).toContain('172.30.99.2');
    expect(fact.value.flatMap(each => each.pids)).not.toContain(process.pid);
  });

  it('names a namespace without a process', () => {
    const fact = readNamespaces(realSystem);
    if (fact.status === 'unknown') throw new Error(fact.detail);
    expect(fact.value.find(each => each.name === `${name}-b`)).toMatchObject({ pids: [], listeners: [] });
  });
});

describe('what cannot be seen', () => {
  const hidden = {
    ...realSystem,
    platform: 'linux' as const,
    list: () => ['1', '2', 'self'],
    read: () => '',
    link: (path: string) => {
      if (path === '/proc/1/ns/net') throw Object.assign(new Error('no'), { code: 'EACCES' });
      return 'net:[1]';
    },
  };

  it('is told', () => {
    expect(readNamespaces(hidden)).toMatchObject({ status: 'partial', value: [] });
    expect(readNamespaces({ ...hidden, platform: 'darwin' })).toMatchObject({ reason: 'unsupported' });
  });
});
