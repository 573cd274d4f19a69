import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueIn } from '../../../src/facts/fact.js';
import { logsIn, readLogs } from '../../../src/facts/logs/read.js';
import { realSystem } from '../../../src/system/real.js';

const folder = mkdtempSync(join(tmpdir(), 'logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string, age: number): void {
  const path = join(folder, name);
  writeFileSync(path, text);
  const at = Date.now() / 1000 - age;
  utimesSync(path, at, at);
}

it('finds logs of a directory, and of its folder for logs, the newest first', () => {
  mkdirSync(join(folder, 'log'));
  write('nohup.out', 'started\n', 30);
  write('notes.txt', 'nothing\n', 0);
  write('log/puma.log', '! Unable to load application: LoadError\n', 10);
  const paths = logsIn(realSystem, folder, 'caller-directory').map(({ path }) => path);
  expect(paths).toEqual([`${folder}/log/puma.log`, `${folder}/nohup.out`]);
});

it('keeps the lines that are about the server where a log is of others too', () => {
  write('all.log', 'one: up\ntwo: down\none: down\n', 0);
  const place = { path: `${folder}/all.log`, because: 'program' as const, pid: null, about: /^one:/ };
  expect(valueIn(readLogs(realSystem, [place]))).toMatchObject([{ lines: ['one: up', 'one: down'] }]);
  expect(valueIn(readLogs(realSystem, [place]))?.[0]).not.toHaveProperty('about');
});
