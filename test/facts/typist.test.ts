import { expect, it } from 'vitest';
import { environmentTyped } from '../../src/facts/typist.js';
import { realSystem } from '../../src/system/real.js';
import type { System } from '../../src/system/system.js';

/** netcheck as root's, started by a program of this name. */
const startedBy = (parent: string, more: Partial<System> = {}, line = ['sudo', 'netcheck']): System => ({
  ...realSystem,
  platform: 'linux',
  uid: 0,
  env: { SUDO_UID: '1000', HOME: '/root' },
  read: path => {
    if (path === `/proc/${process.pid}/stat`) return `${process.pid} (node (x) 1) S 77 1 1 0`;
    if (path === '/proc/77/comm') return `${parent}\n`;
    if (path === '/proc/77/environ') return 'HOME=/home/ana\0http_proxy=http://10.0.0.9:3128?a=b\0\0';
    if (path === '/proc/77/cmdline') return line.join('\0');
    throw Object.assign(new Error(path), { code: 'ENOENT' });
  },
  ...more,
});

it('is that of whoever typed sudo, which resets it', () =>
  expect(environmentTyped(startedBy('sudo'))).toMatchObject({
    HOME: '/home/ana',
    http_proxy: 'http://10.0.0.9:3128?a=b',
  }));

it.each([
  [['sudo', 'http_proxy=', 'no_proxy=a', 'netcheck']],
  [['sudo', 'env', 'http_proxy=', 'no_proxy=a', 'netcheck']],
])('is what was typed before that: %j', line =>
  expect(environmentTyped(startedBy('sudo', {}, [...line, 'why', 'http://a/?b=c']))).toEqual({
    HOME: '/home/ana',
    http_proxy: '',
    no_proxy: 'a',
  }),
);

it.each([
  ['a shell that sudo started', startedBy('bash')],
  ['without sudo', startedBy('sudo', { env: { HOME: '/root' } })],
  ['as another ordinary user', startedBy('sudo', { uid: 1001 })],
  ['on another platform', startedBy('sudo', { platform: 'darwin' })],
  [
    'where sudo may not be looked into',
    startedBy('sudo', {
      read: path => (path.endsWith('environ') ? '' : startedBy('sudo').read(path)),
    }),
  ],
])("is netcheck's own otherwise: %s", (_, system) => expect(environmentTyped(system)).toBe(system.env));
