import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { doorOn } from '../../src/programs/door.js';
import { realSystem } from '../../src/system/real.js';

it('takes a file for changed when it was put in the place of another one, however old it is', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-door-'));
  const [path, newer] = [join(folder, 'app.conf'), join(folder, 'new.conf')];
  const began = Date.now() - 1000;
  writeFileSync(newer, 'listen 8080\n');
  utimesSync(newer, 1e9, 1e9);
  renameSync(newer, path);
  expect(doorOn(realSystem).modifiedAt(path)).toBeGreaterThan(began);
  rmSync(folder, { recursive: true });
});

it('takes no file for changed that was only given another mode', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-door-'));
  const path = join(folder, 'app.conf');
  writeFileSync(path, 'listen 8080\n');
  const before = doorOn(realSystem).modifiedAt(path);
  await new Promise(resolve => setTimeout(resolve, 60));
  chmodSync(path, 0o644);
  expect(doorOn(realSystem).modifiedAt(path)).toBe(before);
  rmSync(folder, { recursive: true });
});
