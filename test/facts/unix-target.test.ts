import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { gather } from '../../src/facts/gather.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { rules } from '../../src/rules/index.js';
import { realSystem } from '../../src/system/real.js';
import { errors } from '../support/healthy.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'netcheck-unix-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const asked = async (path: string) => {
  const request = {
    target: parseTarget(`unix:${path}`),
    asking: { from: 'any', family: null },
    timeout: 5000,
  };
  const { target, questions, facts } = await gather(realSystem, request);
  return diagnose(target, questions, facts, rules);
};

it('says that a server answers on its unix socket', { timeout: 30_000 }, async () => {
  const path = join(folder, 'app.sock');
  const server = createServer((_, response) => response.end('hello'));
  await new Promise<void>(resolve => server.listen(path, resolve));
  try {
    const diagnosis = await asked(path);
    expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['reachable', []]);
  } finally {
    server.close();
  }
});

it('says that there is no such socket', { timeout: 30_000 }, async () => {
  const diagnosis = await asked(join(folder, 'gone.sock'));
  expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['unreachable', ['port/nothing-listens']]);
});
