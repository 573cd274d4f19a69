import { expect, it } from 'vitest';
import { configurationOf } from '../../src/programs/files.js';
import { running } from '../support/healthy.js';
import { doorOn } from './follow.js';

it('reads the files that the one of --defaults-file includes, the later ones last', () => {
  const server = running(42, ['mariadbd', '--defaults-file=/srv/my.cnf']);
  const door = doorOn({
    '/srv/my.cnf': '[mysqld]\n!include /srv/one.cnf\n!includedir /srv/conf.d\n!includedir /srv/none\n',
    '/srv/one.cnf': '[mysqld]\n',
    '/srv/conf.d/a.cnf': '[mysqld]\nbind-address = 0.0.0.0\n',
    '/srv/conf.d/z.cnf': '[mysqld]\nbind-address = 127.0.0.1\n',
    '/srv/conf.d/z.cnf.bak': '',
  });
  expect(configurationOf(server, [server], door).map(({ path }) => path)).toEqual([
    '/srv/my.cnf',
    '/srv/one.cnf',
    '/srv/conf.d/a.cnf',
    '/srv/conf.d/z.cnf',
  ]);
});
