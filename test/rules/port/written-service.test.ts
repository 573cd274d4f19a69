import { expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { unitFilesNaming } from '../../../src/programs/supervision/unit-files.js';
import { diagnosed, probe } from '../../support/healthy.js';

const path = '/etc/systemd/system/shop.service';
const text = '[Service]\nExecStart=-/usr/bin/python3 -m http.server 8000\nRestart=no\n';
const file = { path, text, modifiedAt: 0 };
const silent = unknown('failed', 'systemctl: Failed to connect to bus');
const asked = (more: Parameters<typeof diagnosed>[1]) =>
  diagnosed('8000', {
    sockets: [],
    listeners: [],
    processes: [],
    probes: ['127.0.0.1', '10.0.0.1'].map(address => probe(address, 8000, 'refused')),
    units: silent,
    configuration: [file],
    ...more,
  });

it('names the service whose file has the port, where systemd cannot be asked', () => {
  const [cause] = asked({}).causes;
  expect(cause).toMatchObject({ code: 'port/nothing-listens', severity: 'error' });
  expect(cause?.summary).toContain('shop.service is to serve it');
  expect(cause?.evidence.at(-1)).toMatchObject({ source: path });
  expect(cause?.fixes[0]?.text).toContain('sudo systemctl status shop.service');
});

it.each([
  ['systemd told', { units: known([], 'systemctl show') }],
  [
    'another service names it too',
    { configuration: [file, { ...file, path: '/etc/systemd/system/b.service' }] },
  ],
  ['the file is about another port', { configuration: [{ ...file, text: text.replace('8000', '18000') }] }],
])('names none where %s', (_, more) => {
  expect(asked(more).causes[0]?.summary).not.toContain('is to serve it');
});

it('reads the files of services that name the port, and no others', () => {
  const files: Readonly<Record<string, string>> = {
    [path]: text,
    '/etc/systemd/system/env.service': '[Service]\nEnvironment=PORT=8000\nExecStart=/srv/app\n',
    '/etc/systemd/system/other.service': '# 8000\n[Service]\nExecStart=/srv/app 18000 8000.1\n',
    '/etc/systemd/system/shop.timer': text,
  };
  const door = {
    read: (each: string) => files[each],
    list: (folder: string) =>
      Object.keys(files).flatMap(each => (each.startsWith(folder) ? [each.slice(folder.length + 1)] : [])),
    modifiedAt: () => 0,
  };
  expect(unitFilesNaming(door, 8000).map(each => each.path)).toEqual([
    path,
    '/etc/systemd/system/env.service',
  ]);
});
