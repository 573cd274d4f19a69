import { expect, it } from 'vitest';
import { startAgainIn } from '../../../src/facts/processes/replaced.js';
import type { System } from '../../../src/system/system.js';

const folders = new Set(['/srv/current', '/srv/releases/2', '/srv/shop']);
const system = {
  link(path: string) {
    if (path !== '/srv/current') throw new Error('no link');
    return 'releases/2';
  },
  status(path: string, follow: boolean) {
    if (path === '/usr/bin/node') return { kind: 'file' };
    if (!folders.has(path)) throw new Error('not there');
    return { kind: 'directory', modifiedAt: follow ? 1000 : 5000 };
  },
} as unknown as System;

it.each([
  ['/srv/releases/1 (deleted)', '/srv/current', '/srv/current'],
  ['/srv/shop (deleted)', '/srv/shop', '/srv/shop'],
  ['/srv/other (deleted)', '/srv/other', undefined],
  // The release is still there, and the link leads to the next one.
  ['/srv/releases/1', '/srv/current', '/srv/current'],
  ['/srv/releases/2', '/srv/current', undefined],
  ['/srv/shop', '/srv/shop', undefined],
  // It has gone elsewhere by itself.
  ['/', '/srv/current', undefined],
  ['/var/lib/shop', '/srv/current', undefined],
])('a process in %s that was entered by %s is started again in %s', (directory, entered, expected) => {
  const links = { executable: '/usr/bin/node', directory, environ: `A=b\0PWD=${entered}\0`, startedAt: 4000 };
  expect(startAgainIn(system, links)).toBe(expected);
});

it('takes a process beside the release for one of another program where the link was turned before it started', () => {
  const links = { executable: '/usr/bin/node', directory: '/srv/releases/1', environ: 'PWD=/srv/current\0' };
  expect(startAgainIn(system, { ...links, startedAt: 6000 })).toBeUndefined();
});
