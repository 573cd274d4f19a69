import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { doorOn } from '../../src/programs/door.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';

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

it("reads a file that has its manual inside, as Squid's has", () => {
  const folder = mkdtempSync(join(tmpdir(), 'netcheck-door-'));
  const path = join(folder, 'squid.conf');
  writeFileSync(path, `${'# TAG: http_port\n'.repeat(20_000)}http_port 3128\n`);
  expect(doorOn(realSystem).read(path)).toContain('http_port 3128');
  rmSync(folder, { recursive: true });
});

/** A file of long ago, what was done to it and its directory last, and the link to it, where it is one. */
const cameAt = (changedAt: number, directory: number, link?: number) =>
  doorOn({
    status: (path: string, follow: boolean) =>
      path === '/srv'
        ? { modifiedAt: directory }
        : follow || link === undefined
          ? { modifiedAt: 1000, bornAt: 2000, changedAt }
          : { modifiedAt: link, bornAt: link, changedAt: link },
  } as unknown as System).modifiedAt('/srv/app.conf');

it.each([
  ['was moved there', cameAt(9000, 9002), 9000],
  ['got another mode or owner', cameAt(9000, 5000), 2000],
  ['got another mode, and something came beside it since', cameAt(9000, 9500), 2000],
  ['was made there, whatever date it bears', cameAt(2000, 2000), 2000],
  ['is led to by a link that was made later', cameAt(2000, 9000, 9000), 9000],
])('knows when a file came that %s', (_, came, expected) => {
  expect(came).toBe(expected);
});
