import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { changedVariables } from '../../../src/facts/units/variables.js';
import { realSystem } from '../../../src/system/real.js';
import { unit } from '../../programs/situation.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-unit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const started = Date.now() - 3_600_000;
const written = (name: string, text: string, age = 0): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  const at = (Date.now() - age) / 1000;
  utimesSync(path, at, at);
  return path;
};
const changed = (files: readonly string[], more = {}) =>
  changedVariables(realSystem, unit({ name: 'no-such-unit.service', files, startedAt: started, ...more }));

const OLD = 7_200_000;

it('reads what a file that was changed since the start sets about addresses and ports, and nothing else', () => {
  const file = written(
    'a.service',
    `[Service]\nEnvironment=PORT=9000 "HOST=0.0.0.0" 'SHOP_PORT=9001' API_KEY=abc\nEnvironment=BIND_HOST="::1" X_PORT=%i\nEnvironment=NODE=\n`,
  );
  expect(changed([file])).toEqual({ PORT: '9000', HOST: '0.0.0.0', SHOP_PORT: '9001', BIND_HOST: '::1' });
});

it('reads the files that EnvironmentFile= names, which win', () => {
  const more = written('b.env', '# HOST=1.1.1.1\nHOST=0.0.0.0\nSECRET_TOKEN=x\n');
  const file = written('b.service', `[Service]\nEnvironment=HOST=::\nEnvironmentFile=-${more}\n`, OLD);
  expect(changed([file])).toEqual({ HOST: '0.0.0.0' });
});

it('knows that an empty setting takes back what is before it', () => {
  const more = written('e.env', 'HOST=0.0.0.0\n');
  const file = written(
    'e.service',
    `[Service]\nEnvironment=PORT=9000\nEnvironment=\nEnvironment=HOST=::1\nEnvironmentFile=${more}\nEnvironmentFile=\n`,
  );
  expect(changed([file])).toEqual({ HOST: '::1' });
});

it.each([
  ['nothing was changed since the start', {}],
  ['it does not run', { activeState: 'failed' }],
  ['nobody knows when it was started', { startedAt: null }],
])('says nothing where %s', (_, more) => {
  const file = written('c.service', '[Service]\nEnvironment=PORT=9000\n', OLD);
  expect(changed([file], more)).toBeUndefined();
});

it('needs no time where systemd says that it has not read the files', () => {
  const file = written('d.service', '[Service]\nEnvironment=PORT=9000\n', OLD);
  expect(changed([file], { unread: true })).toEqual({ PORT: '9000' });
});
