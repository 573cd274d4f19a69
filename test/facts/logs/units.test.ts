import { expect, it } from 'vitest';
import { logsOfWritten } from '../../../src/facts/logs/units.js';
import { realSystem } from '../../../src/system/real.js';
import type { System } from '../../../src/system/system.js';

const unit = (lines: string) => `[Service]\nExecStart=/usr/bin/python3 server.py --port 8000\n${lines}\n`;

const withUnit = (text: string): System => ({
  ...realSystem,
  status: () => ({ ...realSystem.status('/'), kind: 'file', size: text.length }),
  checkWritable: () => {},
  list: path => (path === '/etc/systemd/system' ? ['shop.service'] : []),
  read: path => {
    if (path === '/etc/systemd/system/shop.service') return text;
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
});

const pathsOf = (lines: string, port = 8000) =>
  logsOfWritten(withUnit(unit(lines)), port).map(({ path }) => path);

it('are the files that the service of the port writes to', () => {
  expect(pathsOf('StandardOutput=append:/srv/shop.log\n StandardError = file:/srv/shop.err')).toEqual([
    '/srv/shop.log',
    '/srv/shop.err',
  ]);
  expect(pathsOf('StandardError=append:/srv/shop.log', 9000)).toEqual([]);
});

it('are none where the journal has it, or the name of the file is to be made first', () => {
  expect(pathsOf('StandardOutput=journal\nStandardError=append:/srv/%n.log')).toEqual([]);
  expect(pathsOf('#StandardError=append:/srv/shop.log')).toEqual([]);
});
