import { expect, it } from 'vitest';
import type { FileDoor } from '../../src/programs/program.js';
import {
  activatedSsh,
  listenAsConfigured,
  sshSocketFiles,
} from '../../src/programs/supervision/ssh-socket.js';
import { diagnosed, errors, listener, probe } from '../support/healthy.js';

const doorTo = (files: Readonly<Record<string, string>>): FileDoor => ({
  read: path => files[path],
  list: path =>
    Object.keys(files).flatMap(each =>
      each.startsWith(`${path}/`) ? [each.slice(path.length + 1).split('/')[0]!] : [],
    ),
  modifiedAt: path => (path in files ? 1 : 0),
});

const config = '/etc/ssh/sshd_config';
const enabled = '/etc/systemd/system/sockets.target.wants/ssh.socket';
const shipped = '/lib/systemd/system/ssh.socket';
const machine = {
  [config]: '#Port 22\nInclude /etc/ssh/sshd_config.d/*.conf\n',
  '/etc/ssh/sshd_config.d/port.conf': 'Port 2222\n',
  [enabled]: '[Socket]\nListenStream=22\n',
  [shipped]: '[Socket]\nListenStream=22\nAccept=no\n',
};
const read = (more: Readonly<Record<string, string>> = {}, port = 2222) =>
  sshSocketFiles(doorTo({ ...machine, ...more }), port);
const dropIn = (folder: string, name: string) => `${folder}/systemd/system/ssh.socket.d/${name}.conf`;

it('reads where systemd listens for sshd, drop-ins and all', () => {
  expect(activatedSsh(read(), 2222)).toMatchObject({
    unit: 'ssh.socket',
    file: shipped,
    listens: ['22'],
    config: '/etc/ssh/sshd_config.d/port.conf',
    wanted: [2222],
  });
  const other = dropIn('/etc', 'other');
  const moved = activatedSsh(read({ [other]: '[Socket]\nListenStream=\nListenStream = [::]:2022\n' }), 2222);
  expect(moved).toMatchObject({ file: other, ports: [2022] });
  const hidden = { [dropIn('/run', 'other')]: '[Socket]\nListenStream=2222\n', [other]: '[Socket]\n' };
  expect(activatedSsh(read(hidden), 2222)).toBeDefined();
});

it.each([
  ['the unit has the port too', { [dropIn('/etc', 'a')]: '[Socket]\nListenStream=2222\n' }],
  ['sshd_config does not name it', { '/etc/ssh/sshd_config.d/port.conf': 'Port 2200\n' }],
  ['sshd listens on a unix socket', { [shipped]: '[Socket]\nListenStream=/run/ssh.sock\n' }],
])('says nothing where %s', (_, more: Readonly<Record<string, string>>) => {
  expect(activatedSsh(read(more), 2222)).toBeUndefined();
});

it('reads no more where the unit is not enabled', () => {
  const { [enabled]: _, ...rest } = machine;
  expect(sshSocketFiles(doorTo(rest), 2222)).toEqual([]);
  expect(sshSocketFiles(doorTo({}), 2222)).toEqual([]);
});

it('writes a drop-in that comes last', () => {
  const last = activatedSsh(read({ [dropIn('/etc', 'port')]: '[Socket]\nListenStream=2022\n' }), 2222)!;
  const fix = listenAsConfigured(last, 1000);
  expect(fix).toMatchObject({ needsRoot: true });
  expect(fix.steps?.[0]).toMatchObject({
    command: expect.stringContaining("'ListenStream=2222' >/etc/systemd/system/ssh.socket.d/zport.conf"),
  });
});

const asked = (listeners: readonly ReturnType<typeof listener>[]) =>
  diagnosed('2222', {
    sockets: [],
    listeners,
    configuration: read(),
    probes: ['127.0.0.1', '10.0.0.1'].map(address => probe(address, 2222, 'refused')),
  });

it('is the cause where systemd listens elsewhere, and not where nobody does', () => {
  expect(errors(asked([listener('0.0.0.0', 22)]))).toEqual(['bind/config-not-in-effect']);
  expect(errors(asked([]))).not.toContain('bind/config-not-in-effect');
});
