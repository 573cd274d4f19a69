import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { pendingCommand, replacedCommand } from '../../../src/facts/units/pending.js';
import { realSystem } from '../../../src/system/real.js';
import { unit } from '../../programs/situation.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const file = written('shop.service', '[Service]\nExecStart=-/usr/bin/shop --bind 0.0.0.0\n');
const pending = (files: readonly string[], unread = true) =>
  pendingCommand(
    realSystem,
    unit({ name: 'no-such-unit-here.service', files, ...(unread && { unread: true }) }),
  );

it('reads the command that a changed file has', () => {
  expect(pending([file])).toBe('/usr/bin/shop --bind 0.0.0.0');
});

it('takes that of a drop-in which takes the others back', () => {
  const more = written('10-more.conf', '[Service]\nExecStart=\nExecStart=/usr/bin/shop --bind ::\n');
  expect(pending([file, more])).toBe('/usr/bin/shop --bind ::');
});

it('reads a command of several lines', () => {
  const long = written(
    'long.service',
    '[Service]\nExecStart=/usr/bin/shop \\\n# where\n  --bind 0.0.0.0\nType=simple\n',
  );
  expect(pending([long])?.split(/\s+/)).toEqual(['/usr/bin/shop', '--bind', '0.0.0.0']);
});

it('says nothing of a unit whose files systemd has read, or that cannot be read', () => {
  expect(pending([file], false)).toBeUndefined();
  expect(pending([join(folder, 'gone.service')])).toBeUndefined();
});

it('tells of the command of the own file that a drop-in has taken back', () => {
  const replaced = (...files: string[]) =>
    replacedCommand(realSystem, unit({ name: 'no-such-unit-here.service', files }));
  const taken = written('20-taken.conf', '[Service]\nExecStart=\nExecStart=/usr/bin/shop --bind ::1\n');
  const more = written('20-more.conf', '[Service]\nEnvironment=A=1\n');
  expect(replaced(file, taken)).toBe('/usr/bin/shop --bind 0.0.0.0');
  expect(replaced(file, more)).toBeUndefined();
  expect(replaced(file)).toBeUndefined();
  expect(replaced(file, '/no/such/file')).toBeUndefined();
});
