import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  configuredOn,
  decidesOn,
  ownLog,
  scriptedOn,
  scriptedPort,
} from '../../../src/facts/units/configured.js';
import type { Unit } from '../../../src/facts/units/types.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

it.each([
  ['server { listen 8080; location / { proxy_pass http://a:8080; } }', 8080, true],
  ['bind = "0.0.0.0:8080"', 8080, true],
  ['http:\n  port: 8080', 8080, true],
  ['location / { proxy_pass http://127.0.0.1:8080; }', 8080, false],
  ['server.connect("db", port=8080)', 8080, false],
  ['listen 18080;', 8080, false],
])('%s', (text, port, expected) => {
  expect(decidesOn(text, port)).toBe(expected);
});

const folder = mkdtempSync(join(tmpdir(), 'netcheck-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('looks into the configuration of a unit that failed', () => {
  writeFileSync(join(folder, 'nginx.conf'), 'http { server { listen 8080; } }');
  const unit = {
    activeState: 'failed',
    command: `/usr/sbin/nginx -c ${folder}/nginx.conf`,
    workingDirectory: null,
  } as unknown as Unit;

  expect(configuredOn(realSystem, unit, 8080)).toBe(true);
  expect(configuredOn(realSystem, unit, 8081)).toBe(false);
  expect(configuredOn(realSystem, { ...unit, activeState: 'active' }, 8080)).toBe(false);
});

it('looks into the script of a unit, which may name the port alone', () => {
  writeFileSync(join(folder, 'app.js'), 'require("http").createServer(app).listen(8080);\n');
  writeFileSync(join(folder, 'start.sh'), 'cd /srv\nexec gunicorn -b :8080 shop:app\n');
  const serves = (command: string, port: number) =>
    scriptedOn(realSystem, { command, workingDirectory: folder } as unknown as Unit, port);

  expect(serves('/usr/bin/node app.js', 8080)).toBe(true);
  expect(serves(`/bin/sh ${folder}/start.sh`, 8080)).toBe(true);
  expect(serves('/usr/bin/node app.js', 808)).toBe(false);
  expect(serves('/usr/bin/node absent.js', 8080)).toBe(false);
  expect(serves('', 8080)).toBe(false);
});

it.each([
  ['server = HTTPServer(("0.0.0.0", 5000), Handler, 16)\n', 5000],
  ['app.listen(3000);\nmetrics.listen(9100);\n', null],
  ['fetch("http://10.0.0.1:8080/")\n', null],
])('finds the one port that a script of a unit serves: %j', (text, port) => {
  writeFileSync(join(folder, 'own.py'), text);
  const unit = { command: '/usr/bin/python3 own.py', workingDirectory: folder } as unknown as Unit;
  expect(scriptedPort(realSystem, unit)).toBe(port);
});

/** This machine without the logs of its own servers: an nginx that was installed a minute ago has a fresh one. */
const only: System = {
  ...realSystem,
  status: path => realSystem.status(path.startsWith(folder) ? path : join(folder, 'absent')),
};

it('reads the log of the program of a unit that failed, where it wrote to it since it began', () => {
  const log = join(folder, 'error.log');
  writeFileSync(join(folder, 'own.conf'), `error_log ${log};`);
  writeFileSync(log, 'bind() to 10.0.0.9:80 failed (99: Cannot assign requested address)\n');
  const unit = {
    activeState: 'failed',
    command: `/usr/sbin/nginx -c ${folder}/own.conf`,
    workingDirectory: null,
    startedAt: Date.now(),
  } as unknown as Unit;

  expect(ownLog(only, unit)).toBe(log);
  expect(ownLog(only, { ...unit, startedAt: null })).toBe(log);
  expect(ownLog(only, { ...unit, activeState: 'inactive' })).toBeUndefined();
  expect(ownLog(only, { ...unit, startedAt: Date.now() + 60_000 })).toBeUndefined();
  utimesSync(log, 0, 0);
  expect(ownLog(only, { ...unit, startedAt: null })).toBeUndefined();

  writeFileSync(log, '');
  expect(ownLog(only, { ...unit, startedAt: null })).toBeUndefined();
});
