import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { unwritableOf } from '../../../src/facts/processes/output.js';
import { launchLine, movedOutput } from '../../../src/programs/fixes/relaunch.js';
import { realSystem } from '../../../src/system/real.js';
import { machine } from '../../programs/situation.js';
import { running } from '../../support/healthy.js';

const folder = mkdtempSync(join(tmpdir(), 'netcheck-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const [name, mode] of [
  ['open', 0o777],
  ['closed', 0o755],
] as const) {
  mkdirSync(`${folder}/${name}`);
  chmodSync(`${folder}/${name}`, mode);
}
chmodSync(folder, 0o755);
const log = `${folder}/closed/shop.log`;
writeFileSync(log, '');
chmodSync(log, 0o600);
const shared = `${folder}/closed/shared.log`;
writeFileSync(shared, '');
chmodSync(shared, 0o666);

const stranger = 60_123;
const system = { ...realSystem, uid: stranger, env: { HOME: `${folder}/open` } };
const looked = (output: string | null, directory: string, uid = stranger, door = system) =>
  unwritableOf(door, { uid, directory, output, errors: output });

describe.skipIf(realSystem.uid !== 0)(
  'output that the caller may not open (files of root: needs root)',
  () => {
    it('goes beside the server, home, or nowhere', () => {
      expect(looked(log, `${folder}/open`)).toEqual({ [log]: `${folder}/open/shop.log` });
      expect(looked(log, `${folder}/closed`)).toEqual({ [log]: `${folder}/open/shop.log` });
      const homeless = { ...system, env: { HOME: '/nonexistent' } };
      expect(looked(log, `${folder}/closed`, stranger, homeless)).toEqual({ [log]: '/dev/null' });
      expect(looked(`${folder}/closed/gone.log (deleted)`, `${folder}/open`)).toEqual({
        [`${folder}/closed/gone.log`]: `${folder}/open/gone.log`,
      });
    });

    it('is told of the nohup.out that a server on a terminal would get', () => {
      expect(looked('/dev/pts/1', `${folder}/closed`)).toEqual({
        [`${folder}/closed/nohup.out`]: `${folder}/open/nohup.out`,
      });
      expect(looked('/dev/pts/1', `${folder}/open`)).toBeUndefined();
    });

    it('is nobody’s matter where it may be written, or another user asks', () => {
      expect(looked(shared, `${folder}/closed`)).toBeUndefined();
      expect(looked(log, `${folder}/open`, 0)).toBeUndefined();
      expect(looked(log, `${folder}/open`, 0, { ...system, uid: 0 })).toBeUndefined();
    });
  },
);

it('is written where it can be, and says so', () => {
  const server = running(42, ['shop'], {
    directory: '/srv',
    output: '/var/log/shop.log',
    errors: '/var/log/shop.log',
    unwritable: { '/var/log/shop.log': '/srv/shop.log' },
  });
  const launch = { process: server, command: ['shop'], environment: {}, machine, daemonises: false };
  expect(launchLine({ ...launch, dropsPrivileges: true })).toContain('shop >>shop.log 2>&1');
  expect(movedOutput(server)).toBe(
    'You may not write /var/log/shop.log, so what it says goes to /srv/shop.log from then on.',
  );
  expect(movedOutput({ ...server, unwritable: { '/var/log/shop.log': '/dev/null' } })).toContain('is lost');
  expect(movedOutput({ ...server, output: '/srv/a', errors: null })).toBeUndefined();
});
