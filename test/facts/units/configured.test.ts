import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configuredOn, decidesOn, ownLog } from '../../../src/facts/units/configured.js';
import type { Unit } from '../../../src/facts/units/types.js';
import { realSystem } from '../../../src/system/real.js';

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

  expect(ownLog(realSystem, unit)).toBe(log);
  expect(ownLog(realSystem, { ...unit, startedAt: null })).toBe(log);
  expect(ownLog(realSystem, { ...unit, activeState: 'inactive' })).toBeUndefined();
  expect(ownLog(realSystem, { ...unit, startedAt: Date.now() + 60_000 })).toBeUndefined();
  utimesSync(log, 0, 0);
  expect(ownLog(realSystem, { ...unit, startedAt: null })).toBeUndefined();
});
