import { expect, it } from 'vitest';
import { absentPage } from '../../../src/facts/upstreams/absent-page.js';
import { realSystem } from '../../../src/system/real.js';
import type { FileStatus, System } from '../../../src/system/system.js';
import { running } from '../../support/healthy.js';
import { answer, said } from '../../support/talks.js';

const files = [{ path: '/n.conf', text: 'server { listen 8000; root /srv; index a.htm; }', modifiedAt: 0 }];
const nginx = running(43, ['nginx: worker process'], { name: 'nginx' });

/** What is found where these are there; what is in /srv/closed may not be looked at. */
const found = (path: string, there: readonly string[], status = 403) => {
  const system: System = {
    ...realSystem,
    status: file => {
      if (there.includes(file)) return { kind: 'file' } as FileStatus;
      throw Object.assign(new Error(), { code: file.startsWith('/srv/closed') ? 'EACCES' : 'ENOENT' });
    },
  };
  return absentPage(system, files, [nginx], said({ path, http: answer(status) }));
};

it('tells a missing index from a missing file', () => {
  expect(found('/', ['/srv/'])).toEqual({ path: '/srv/', isFolder: true });
  expect(found('/', ['/srv/', '/srv/a.htm'])).toBeUndefined();
  expect(found('/b/', ['/srv/'])).toEqual({ path: '/srv/b/', isFolder: false });
  expect(found('/b', ['/srv/'])).toEqual({ path: '/srv/b', isFolder: false });
  expect(found('/b', ['/srv/b'])).toBeUndefined();
  expect(found('/b', ['/proc/43/root/srv/b'])).toBeUndefined();
});

it('leaves a root of its own alone, in which links lead elsewhere', () => {
  const inside = running(43, ['nginx: worker process'], { name: 'nginx', root: '/proc/43/root' });
  expect(absentPage(realSystem, files, [inside], said({ path: '/b', http: answer(403) }))).toBeUndefined();
});

it('asks for nothing that was answered, and takes nothing for missing that may not be seen', () => {
  expect(found('/b', [], 200)).toBeUndefined();
  expect(found('/closed/b', [])).toBeUndefined();
});
