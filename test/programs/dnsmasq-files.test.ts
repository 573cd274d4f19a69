import { expect, it } from 'vitest';
import { doorOver } from '../../src/programs/door.js';
import { configurationOf } from '../../src/programs/files.js';
import { running } from '../support/healthy.js';
import { file } from './situation.js';

const folder = ['10.conf', '20.conf.bak', '.hidden.conf', 'old.conf~'].map(name => `/etc/dnsmasq.d/${name}`);
const [conf, bak] = folder;

it.each<[string, string[], string[]]>([
  ['conf-dir=/etc/dnsmasq.d', ['-C', '/srv/own.conf'], ['/srv/own.conf', conf!, bak!]],
  ['conf-dir=/etc/dnsmasq.d/,*.conf', ['-C', 'own.conf'], ['/srv/own.conf', conf!]],
  ['conf-dir=/etc/dnsmasq.d,.bak,.old', ['--conf-file=/srv/own.conf'], ['/srv/own.conf', conf!]],
  ['conf-dir=/etc/dnsmasq.d,', ['-C', 'own.conf'], ['/srv/own.conf', conf!, bak!]],
  ['conf-file=/etc/dnsmasq.d/10.conf', ['-C', '/srv/own.conf'], ['/srv/own.conf', conf!]],
  ['#conf-dir=/etc/dnsmasq.d', ['-C', '/srv/own.conf'], ['/srv/own.conf']],
  ['', [], ['/etc/dnsmasq.conf', conf!, bak!]],
  ['', ['-7', '/etc/dnsmasq.d,.bak'], ['/etc/dnsmasq.conf', conf!]],
  ['', ['--conf-dir=/srv'], ['/etc/dnsmasq.conf', '/srv/own.conf']],
])('dnsmasq with %j in its file, started with %j, reads %j', (text, args, paths) => {
  const texts = [...folder, '/etc/dnsmasq.conf'].map(path => file(path, 'interface=lo\n'));
  const door = doorOver([...texts, file('/srv/own.conf', `${text}\n`)]);
  const process = running(42, ['dnsmasq', '-k', ...args]);
  expect(configurationOf(process, [process], door).map(({ path }) => path)).toEqual(paths);
});
