import { describe, expect, it } from 'vitest';
import type { Process } from '../../src/facts/processes/types.js';
import { addressFixes, restartFix } from '../../src/programs/fixes/fixes.js';
import { backgroundOf } from '../../src/programs/supervision/background.js';
import { holderOf } from '../../src/programs/supervision/holder.js';
import { keepingFixes } from '../../src/programs/supervision/survive.js';
import { running } from '../support/healthy.js';
import { file, machine, situationOf, unit } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const server = (parent: number) =>
  running(42, ['python3', 'app.py', '--bind', '127.0.0.1'], {
    parent,
    input: null,
    output: null,
    errors: null,
  });
const keeper = (name: string, directory = '/etc/sv/shop') =>
  running(7, [name, 'shop'], { name, directory, uid: machine.uid });
const run = file('/etc/sv/shop/run', '#!/bin/sh\nexec python3 app.py --bind 127.0.0.1 2>&1\n');
const situation = (name: string, more: object = {}) =>
  situationOf(server(7), { processes: [server(7), keeper(name)], configuration: [run], ...more });

describe('a service of a folder with a script run', () => {
  it.each([
    ['runsv', 'sv down', 'sv up'],
    ['s6-supervise', 's6-svc -wd -d', 's6-svc -u'],
    ['supervise', 'svc -d', 'svc -u'],
  ])('of %s is changed in that script, and brought down and up', (name, down, up) => {
    const [fix] = addressFixes(situation(name), wanted);
    expect(fix).toMatchObject({ needsRoot: false });
    expect(fix?.steps).toMatchObject([
      { do: 'edit', file: run.path, find: '--bind 127.0.0.1', replace: '--bind 0.0.0.0' },
      { do: 'run', command: `${down} /etc/sv/shop` },
      { do: 'stop', pid: 42 },
      { do: 'run', command: `${up} /etc/sv/shop` },
    ]);
  });

  it('is brought down and up alone where its script has the change already', () => {
    const changed = file(run.path, '#!/bin/sh\nexec python3 app.py --bind 0.0.0.0 2>&1\n');
    const [fix] = addressFixes(situation('runsv', { configuration: [changed] }), wanted);
    expect(fix?.steps?.map(step => step.do)).toEqual(['run', 'stop', 'run']);
  });

  it('is changed in the variable that its script sets, and in no other', () => {
    const own = running(42, ['./shop'], {
      parent: 7,
      environment: { LISTEN_ADDR: '127.0.0.1:8000' },
      input: null,
      output: null,
      errors: null,
    });
    const fixOf = (text: string) =>
      addressFixes(
        situationOf(own, { processes: [own, keeper('runsv')], configuration: [file(run.path, text)] }),
        wanted,
      )[0];
    expect(fixOf('#!/bin/sh\nexport LISTEN_ADDR=127.0.0.1:8000\nexec ./shop\n')?.steps?.[0]).toMatchObject({
      do: 'edit',
      file: run.path,
    });
    expect(fixOf('#!/bin/sh\nexec ./start.sh\n')?.text).toContain('export LISTEN_ADDR=0.0.0.0:8000');
    // What has a file for each variable overwrites what the script hands it.
    for (const [line, path] of [
      ['exec chpst -u www -e ./env ./shop', '/etc/sv/shop/env'],
      ['exec setuidgid www envdir env ./shop', '/etc/sv/shop/env'],
      ['s6-envdir -f /etc/shop', '/etc/shop'],
      ['exec /usr/bin/chpst -P -uwww -e/etc/shop ./shop', '/etc/shop'],
      ['cd /srv && true\nexec envdir /etc/shop ./shop', '/etc/shop'],
    ])
      expect(fixOf(`#!/bin/sh\n${line}\n`)?.steps?.[0]).toEqual({
        do: 'run',
        command: `printf '%s\\n' 0.0.0.0:8000 >${path}/LISTEN_ADDR`,
      });
    for (const line of [
      'cd /srv\nexec envdir env ./shop',
      'exec chpst -u www ./shop -e production',
      'exec ./shop --envdir /etc/shop',
      'exec envdir env$STAGE ./shop',
    ])
      expect(fixOf(`#!/bin/sh\n${line}\n`)?.steps).toBeUndefined();
  });

  it('is found through a shell that did not make way for the server', () => {
    const shell = running(30, ['sh', './run'], { parent: 7 });
    const processes = [server(30), shell, keeper('runsv')];
    expect(holderOf(situationOf(server(30), { processes })).kind).toBe('service');
  });

  it('is text where its script has other words, and needs root where it is root’s', () => {
    const other = file(run.path, '#!/bin/sh\nexec ./start.sh\n');
    const [fix] = addressFixes(situation('runsv', { configuration: [other] }), wanted);
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toBe(
      'Write the change in /etc/sv/shop/run:\n  python3 app.py --bind 0.0.0.0\nThen:\n  sv down /etc/sv/shop\n  sv up /etc/sv/shop',
    );
    const roots = { ...keeper('runsv'), uid: 0, user: 'root' };
    expect(restartFix(situation('runsv', { processes: [server(7), roots] })).needsRoot).toBe(true);
  });

  it('is changed in its own place though systemd runs its supervisor, and all the others with that', () => {
    const cgroup = '/system.slice/all.service';
    const all = unit({ name: 'all.service', mainPid: 5 });
    const below = { ...server(7), cgroup };
    const by = (keeper: Process) =>
      situationOf(below, { processes: [below, keeper], configuration: [run], units: [all] });
    expect(holderOf(by({ ...keeper('runsv'), cgroup })).kind).toBe('service');
    const supervisord = running(7, ['/usr/bin/python3', '/usr/bin/supervisord', '-n'], { cgroup });
    expect(holderOf(by(supervisord)).kind).toBe('supervisord');
    const [fix] = addressFixes(by(supervisord), wanted);
    expect(JSON.stringify(fix)).toContain('supervisorctl');
    expect(JSON.stringify(fix)).not.toContain('all.service');
    expect(holderOf(by(running(7, ['/usr/bin/shop'], { cgroup }))).kind).toBe('systemd');
    const main = { ...all, mainPid: 42 };
    expect(holderOf({ ...by(supervisord), units: [main] }).kind).toBe('systemd');
  });

  it('is started again after a crash, and ends where its supervisor ends with a terminal', () => {
    const kept = (more: Partial<Process>) => {
      const processes = [server(7), { ...keeper('runsv'), ...more }];
      return backgroundOf(server(7), situationOf(server(7), { processes }));
    };
    const says = 'a service of runsv in /etc/sv/shop';
    const again = { kind: 'service', says, holder: '/etc/sv/shop', restartsAfterCrash: true };
    expect(kept({ terminal: null })).toMatchObject({ ...again, survivesLogout: true, survivesReboot: null });
    const typed = kept({ terminal: 'pts/1', session: 7, ignored: [] });
    expect(typed).toMatchObject({ ...again, survivesLogout: false });
    expect(typed.why).toContain('runsv keeps it, and that goes with its terminal');
    const fixes = keepingFixes(situation('runsv'), typed);
    expect(fixes.map(({ steps }) => steps)).toEqual([undefined]);
  });

  it('is kept all the same between two of its runs, when its supervisor alone is there', () => {
    const alone = { ...keeper('runsv'), terminal: null };
    const again = restartFix(situationOf(alone, { processes: [alone] }));
    expect(again.steps?.map(step => step.do)).toEqual(['run', 'run']);
    expect(backgroundOf(alone, situationOf(alone, { processes: [alone] }))).toMatchObject({
      says: 'a service of runsv in /etc/sv/shop',
      restartsAfterCrash: true,
    });
  });

  it('is not what another program, or one in no folder that can be seen, has started', () => {
    expect(holderOf(situation('bash')).kind).toBe('none');
    const unseen = { ...keeper('runsv'), directory: null };
    expect(holderOf(situation('runsv', { processes: [server(7), unseen] })).kind).toBe('none');
  });
});
