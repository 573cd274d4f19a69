import { expect, it } from 'vitest';
import { startsByScript } from '../../../src/facts/processes/by-source.js';
import { servicesDown } from '../../../src/facts/subject/service-down.js';
import { realSystem } from '../../../src/system/real.js';

const run =
  '#!/bin/sh\n# serves 9000\nexec 2>&1\nuntil pg_isready -p 5432; do sleep 1; done\nexec python3 -m http.server \\\n  8000\n';

/** The services that are down of a machine with one supervisor, by its name and the state that it keeps. */
function found(keeper: string, status: string) {
  const files: Readonly<Record<string, string>> = {
    '/proc/stat': 'btime 1\n',
    '/proc/40/comm': `${keeper}\n`,
    '/proc/40/stat': `40 (${keeper}) S 1 40 40 0 -1 4194560 ${'0 '.repeat(40)}`,
    '/proc/40/cmdline': `${keeper}\0shop\0`,
    '/srv/sv/shop/supervise/status': status,
    '/srv/sv/shop/run': run,
  };
  const system = {
    ...realSystem,
    list: (path: string) => (path === '/proc' ? ['40'] : []),
    link: (path: string) => {
      if (path !== '/proc/40/cwd') throw new Error(path);
      return '/srv/sv/shop';
    },
    read: (path: string) => {
      if (files[path] === undefined) throw new Error(path);
      return files[path];
    },
  };
  return servicesDown(system);
}

const NOBODY = '\0'.repeat(4);

it.each([
  ['runsv', `${'x'.repeat(12)}${NOBODY}\0d\0\0`, { by: 'runit', start: 'sv up /srv/sv/shop' }],
  ['supervise', `${'x'.repeat(12)}${NOBODY}\0d`, { by: 'daemontools', start: 'svc -u /srv/sv/shop' }],
  ['s6-supervise', `${'x'.repeat(24)}${'\0'.repeat(10)}\x02`, { by: 's6', start: 's6-svc -u /srv/sv/shop' }],
])('finds a service that %s was told to have down', (keeper, status, expected) => {
  const [down, ...more] = found(keeper, status);
  expect(down?.supervised).toMatchObject({ name: 'shop', configuration: '/srv/sv/shop/run', ...expected });
  expect(more).toEqual([]);
  expect([8000, 5432, 9000].map(port => startsByScript(down!.script, port))).toEqual([true, false, false]);
});

it('leaves alone what is to be up, and what nobody may look at', () => {
  expect(found('runsv', `${'x'.repeat(12)}${NOBODY}\0u\0\0`)).toEqual([]);
  expect(found('runsv', '')).toEqual([]);
  expect(found('bash', `${'x'.repeat(12)}${NOBODY}\0d\0\0`)).toEqual([]);
});
