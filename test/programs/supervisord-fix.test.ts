import { describe, expect, it } from 'vitest';
import { addressFixes, restartFix } from '../../src/programs/fixes/fixes.js';
import { listener, running } from '../support/healthy.js';
import { file, machine, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const keeper = running(7, ['supervisord', '-c', '/srv/s.conf'], { uid: machine.uid });
const names = { SUPERVISOR_PROCESS_NAME: 'shop_00', SUPERVISOR_GROUP_NAME: 'shop' };
const situation = (
  lines: string,
  environment: Record<string, string> = names,
  command = '--bind 127.0.0.1',
) => {
  const server = running(42, ['python3', 'app.py', '8000', ...command.split(' ').filter(Boolean)], {
    parent: 7,
    environment,
  });
  return situationOf(server, {
    processes: [keeper, server],
    configuration: [file('/srv/s.conf', `[supervisord]\n[program:shop]\n${lines}\nnumprocs=2\n`)],
  });
};

describe('one of several processes of supervisord', () => {
  it('is restarted by its name in its group', () => {
    expect(restartFix(situation('command=python3 app.py')).steps).toMatchObject([
      { command: 'supervisorctl -c /srv/s.conf restart shop:shop_00' },
    ]);
  });

  it.each([
    ['/srv/venv/bin/supervisord', '/srv/venv/bin/supervisorctl'],
    ['venv/bin/supervisord', '/srv/venv/bin/supervisorctl'],
    ['/usr/bin/supervisord', 'supervisorctl'],
  ])('is steered by what stands beside its supervisord: %s', (script, control) => {
    const own = running(7, ['/usr/bin/python3', script, '-c', '/srv/s.conf'], { uid: machine.uid });
    const { process, configuration } = situation('command=python3 app.py');
    expect(
      restartFix(situationOf(process, { processes: [own, process], configuration })).steps,
    ).toMatchObject([{ command: `${control} -c /srv/s.conf restart shop:shop_00` }]);
  });

  it('is known by its command where it has written over its environment', () => {
    const server = running(42, ['nginx: master process nginx -c /srv/n.conf -g daemon off;'], { parent: 7 });
    const restarted = (more: string) =>
      restartFix(
        situationOf(server, {
          processes: [keeper, server],
          configuration: [
            file(
              '/srv/s.conf',
              `[program:web]\ncommand=nginx -c /srv/n.conf -g 'daemon off;' ; the web\n${more}`,
            ),
          ],
        }),
      );
    const [only, all] = ['[program:db]\ncommand=db\n', '[group:x]\nprograms=web\n'].map(restarted);
    expect(only?.steps).toMatchObject([{ command: 'supervisorctl -c /srv/s.conf restart web' }]);
    expect(only?.risk ?? '').not.toContain('all its programs');
    expect(all?.steps).toMatchObject([{ command: 'supervisorctl -c /srv/s.conf restart all' }]);
    expect(all?.risk).toContain('supervisord starts all its programs again.');
  });

  it('is only told of where its section has the change already', () => {
    const written = situation('command=python3 app.py 8000 --bind 0.0.0.0');
    expect(addressFixes(written, wanted)[0]?.steps).toEqual([
      { do: 'run', command: 'supervisorctl -c /srv/s.conf update shop' },
    ]);
  });

  it('is changed in the section of its group, by the address alone where the command is that of all', () => {
    const steps = addressFixes(
      situation('command=python3 app.py 800%(process_num)d --bind 127.0.0.1'),
      wanted,
    )[0]?.steps;
    expect(steps).toMatchObject([
      { do: 'edit', find: '127.0.0.1', replace: '0.0.0.0' },
      { command: 'supervisorctl -c /srv/s.conf update shop' },
    ]);
  });

  it('is started where it does not start by itself, and an update has ended it', () => {
    const written = situation('command=python3 app.py 8000 --bind 0.0.0.0\nautostart=false');
    expect(addressFixes(written, wanted)[0]?.steps).toMatchObject([
      {
        command: "supervisorctl -c /srv/s.conf update shop && supervisorctl -c /srv/s.conf start 'shop:*'",
      },
    ]);
  });

  it('is not changed in a comment behind its command', () => {
    const lines = 'command=python3 app.py 8000 --bind here ; on 127.0.0.1';
    const [fix] = addressFixes(situation(lines), wanted);
    expect(fix?.steps?.[0]).toMatchObject({ find: expect.stringContaining('command=') });
  });

  it('is changed where its address is one of IPv6, in brackets', () => {
    const lines = 'command=python3 app.py 8000 --bind [::1]:8000\nautostart=true';
    const own = { ...situation(lines, names, '--bind [::1]:8000'), listener: listener('::1', 8000) };
    const [fix] = addressFixes(own, { address: '::', port: 8000 });
    expect(fix?.steps?.[0]).toMatchObject({
      find: '[::1]',
      replace: '[::]',
    });
  });

  it('keeps the expansions of its command where variables are set', () => {
    const lines = 'command=python3 app.py 800%(process_num)d';
    const [fix] = addressFixes(situation(lines, { ...names, HOST: '127.0.0.1' }, ''), wanted);
    expect(fix?.steps?.[0]).toMatchObject({ replace: `${lines}\nenvironment=HOST="0.0.0.0"` });
  });
});
