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
  expect(found(own)).toEqual(['/srv/run.sh']);
});
