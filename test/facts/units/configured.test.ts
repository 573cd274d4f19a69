import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configuredOn, decidesOn } from '../../../src/facts/units/configured.js';
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
