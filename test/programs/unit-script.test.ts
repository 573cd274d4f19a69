import { expect, it } from 'vitest';
import { unitScripts } from '../../src/programs/sources/unit-script.js';
import { running } from '../support/healthy.js';

const server = running(42, ['shopd'], { cgroup: '/system.slice/shop.service' });
const script = '#!/bin/sh\nshopd --bind 127.0.0.1 &\n';
const found = (files: Readonly<Record<string, string>>) =>
  unitScripts(server, { read: path => files[path], list: () => [], modifiedAt: () => 0 }).map(
    ({ path }) => path,
  );

it('finds the script by which a unit starts a server, and none that only has its name', () => {
  const init = { '/etc/init.d/shop': script };
  const packaged = '/usr/lib/systemd/system/shop.service';
  expect(found(init)).toEqual(['/etc/init.d/shop']);
  expect(found({ ...init, [packaged]: '[Service]\nExecStart=/usr/sbin/shopd\n' })).toEqual([]);
  expect(found({ ...init, [packaged]: '[Service]\nType=notify\n' })).toEqual([]);
  expect(found({ [packaged]: 'ExecStart=/etc/init.d/shop start', ...init })).toEqual(['/etc/init.d/shop']);
  const own = {
    '/etc/systemd/system/shop.service': 'ExecStart=-/bin/bash /srv/run.sh',
    '/srv/run.sh': script,
  };
  expect(found(own)).toEqual(['/srv/run.sh', '/etc/systemd/system/shop.service']);
});

it('finds the file of a unit in which the server stands behind something else, and that of a package never', () => {
  const unit = (command: string) => `[Service]\nWorkingDirectory=/srv\nExecStart=${command}\n`;
  const path = '/etc/systemd/system/shop.service';
  for (const before of [
    '/usr/bin/env A=b ',
    '/bin/sh -c "',
    '-/usr/bin/setpriv --reuid=33 ',
    '/usr/bin/npm ',
  ])
    expect(found({ [path]: unit(`${before}shopd`) })).toEqual([path]);
  expect(found({ [path]: unit('/usr/sbin/shopd --port 80') })).toEqual([]);
  expect(found({ '/usr/lib/systemd/system/shop.service': unit('/usr/bin/env shopd') })).toEqual([]);
  const below = { [path]: unit('/usr/bin/env bash run.sh'), '/srv/run.sh': script };
  expect(found(below)).toEqual(['/srv/run.sh', path]);
});

it('finds what was put beside the file of a unit, whose command counts', () => {
  const path = '/etc/systemd/system/shop.service';
  const files: Record<string, string> = {
    [path]: 'ExecStart=/usr/sbin/shopd --port 80\n',
    [`${path}.d/a.conf`]: '[Service]\nExecStart=\nExecStart=/usr/bin/env A=b shopd\n',
  };
  const list = (folder: string) => (folder === `${path}.d` ? ['a.conf', 'a.conf~'] : []);
  const door = { read: (each: string) => files[each], list, modifiedAt: () => 0 };
  expect(unitScripts(server, door).map(each => each.path)).toEqual([path, `${path}.d/a.conf`]);
  // A script of /etc/init.d may have its limits there.
  files['/etc/init.d/shop'] = script;
  files[`${path}.d/a.conf`] = '[Service]\nLimitNOFILE=4096\n';
  delete files[path];
  expect(unitScripts(server, door).map(each => each.path)).toEqual(['/etc/init.d/shop']);
});

it('finds the file of a unit of a user', () => {
  const mine = running(42, ['shopd'], {
    cgroup: '/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service',
    environment: { HOME: '/home/ana' },
  });
  const path = '/home/ana/.config/systemd/user/shop.service';
  const door = (own: string) => ({
    read: (each: string) => (each === own ? 'ExecStart=/usr/bin/env A=b shopd' : undefined),
    list: () => [],
    modifiedAt: () => 0,
  });
  expect(unitScripts(mine, door(path)).map(each => each.path)).toEqual([path]);
  expect(unitScripts(mine, door('/etc/init.d/shop'))).toEqual([]);
});
