import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { stateFolder } from '../../src/commands/state-folder.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is where XDG_STATE_HOME says, though nothing is there yet', () =>
  expect(stateFolder({ XDG_STATE_HOME: join(folder, 'a', 'b') })).toBe(join(folder, 'a', 'b', 'netcheck')));

it('is a new one among the temporary files where no other can be made', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const home = process.env.HOME;
  process.env.HOME = file;
  try {
    const [one, two] = [stateFolder({ XDG_STATE_HOME: file }), stateFolder({})];
    for (const each of [one, two]) {
      expect(each.startsWith(join(tmpdir(), 'netcheck-'))).toBe(true);
      rmSync(each, { recursive: true });
    }
    expect(one).not.toBe(two);
  } finally {
    if (home === undefined) delete process.env.HOME;
    else process.env.HOME = home;
  }
});

it('is in the home otherwise', () => {
  const home = join(folder, 'home');
  mkdirSync(home);
  const before = process.env.HOME;
  process.env.HOME = home;
  try {
    if (homedir() === home) expect(stateFolder({})).toBe(join(home, '.local/state', 'netcheck'));
  } finally {
    if (before === undefined) delete process.env.HOME;
    else process.env.HOME = before;
  }
});
