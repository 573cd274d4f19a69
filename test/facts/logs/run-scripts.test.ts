import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { logsOfRunScripts } from '../../../src/facts/logs/run-scripts.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

/** What runit 2.1.2 and s6 2.11 show in /proc: the supervisor's name, and the service directory that it works in. */
const machine = (services: Readonly<Record<number, readonly [name: string, directory: string]>>) => {
  const files: Record<string, string> = {
    '/etc/sv/shop/run': '#!/bin/sh\nexec 2>&1\nexec chpst -u app python3 /srv/shop.py 8000\n',
    '/etc/sv/shop/log/run': '#!/bin/sh\nexec svlogd -tt /var/log/shop\n',
    '/etc/sv/mail/run': '#!/bin/sh\nexec /usr/sbin/mail >>/var/log/mail.log 2>/dev/null\n',
  };
  return {
    read: (path: string) => {
      const [, pid] = /^\/proc\/(\d+)\/comm$/.exec(path) ?? [];
      const text = pid ? services[Number(pid)]?.[0] : files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
    link: (path: string) => {
      const [, pid, name] = /^\/proc\/(\d+)\/(cwd|fd\/2)$/.exec(path) ?? [];
      return name === 'cwd' ? services[Number(pid)]![1] : '/dev/null';
    },
  } as unknown as System;
};

const shop = ['runsv', '/etc/sv/shop'] as const;
const mail = ['s6-supervise', '/etc/sv/mail'] as const;
const pathsOf = (services: Parameters<typeof machine>[0], port: number) =>
  logsOfRunScripts(machine(services), Object.keys(services).map(Number), port).map(({ path }) => path);

it('reads the log of the service whose script names the port, where its logger keeps it', () =>
  expect(pathsOf({ 10: shop, 11: ['runsv', '/etc/sv/shop/log'], 12: mail }, 8000)).toContain(
    '/var/log/shop/current',
  ));

it('reads that of the only service, whatever its script says', () => {
  expect(pathsOf({ 10: shop }, 9000)).toContain('/var/log/shop/current');
  expect(pathsOf({ 12: mail }, 9000)).toContain('/etc/sv/mail/log/main/current');
  expect(pathsOf({ 12: mail }, 9000)).toContain('/var/log/mail.log');
});

it('takes none of several for one that none of them names, and looks at no other programs', () => {
  expect(pathsOf({ 10: shop, 12: mail }, 9000)).toEqual([]);
  expect(pathsOf({ 10: ['bash', '/etc/sv/shop'] }, 8000)).toEqual([]);
});

it('reads that of a supervisor that was named, without a port', () => {
  const of = (named: readonly number[]) =>
    logsOfRunScripts(machine({ 10: shop, 12: mail }), [10, 12], null, named).map(({ path }) => path);
  expect(of([10])).toContain('/var/log/shop/current');
  expect(of([10])).not.toContain('/var/log/mail.log');
  expect(of([])).toEqual([]);
});

it.skipIf(realSystem.platform !== 'linux')(
  'takes none of the only one that serves another port',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'netcheck-runsv-'));
    // A shell by runit's name, which waits for its command.
    copyFileSync('/bin/sh', join(folder, 'runsv'));
    writeFileSync(join(folder, 'run'), '#!/bin/sh\nexec server 2>>/var/log/shop.log\n');
    const serving = async (source: string) => {
      const child = spawn(join(folder, 'runsv'), ['-c', '"$0" -e "$1"; :', process.execPath, source], {
        cwd: folder,
      });
      await once(child.stdout, 'data');
      const places = logsOfRunScripts(realSystem, [child.pid!], 8000);
      child.stdin.end();
      await once(child, 'exit');
      return places.map(({ path }) => path).includes('/var/log/shop.log');
    };
    const till = "process.stdin.on('end', () => process.exit()).resume(); console.log('here')";
    try {
      expect(await serving(till)).toBe(true);
      expect(await serving(`require('net').createServer().listen(0, '127.0.0.1', () => { ${till} })`)).toBe(
        false,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
