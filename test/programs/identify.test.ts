import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { masterOf } from '../../src/programs/family.js';
import { identify } from '../../src/programs/identify.js';
import { programs } from '../../src/programs/index.js';
import { running } from '../support/healthy.js';
import { recorded } from './commands.js';

const process = (command: readonly string[]) =>
  running(42, command, {
    name: /^([\w.-]+)/.exec(command[0]!.split('/').at(-1)!)?.[1]?.slice(0, 15) ?? '?',
    executable: `/usr/bin/${command[0]!.split(/[ :]/)[0]!.split('/').at(-1)}`,
  });

describe('identify', () => {
  it.each(recorded)('%j is %s', (command, program, label) => {
    const one = process(command);
    expect(identify(one, [one])).toMatchObject({ program, label });
  });

  it('never throws, whatever names and arguments hold', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('python3', '-m', 'node', 'java', '-jar', ')', '(', '\n', '\u001b[2J', 'php', '-S', ''),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.string(), (command, name) => {
        const one = running(42, command, { name, executable: null });
        const other = running(43, command, { name, parent: 42 });
        const identity = identify(one, [one, other]);
        expect(identity.program.length).toBeGreaterThan(0);
        expect(identity.label.length).toBeLessThanOrEqual(60);
        expect([42, 43]).toContain(masterOf(other, [one, other]).pid);
      }),
    );
  });

  it('copes with 100 KB of arguments', () => {
    const long = running(42, [
      'python3',
      '-m',
      'http.server',
      ...Array.from({ length: 1000 }, () => 'x'.repeat(100)),
    ]);
    expect(identify(long, [long])).toMatchObject({ program: 'http.server' });
    const title = running(43, ['nginx: worker process '.padEnd(100_000, ' (')]);
    expect(identify(title, [title]).program).toBe('nginx');
    const path = running(44, [`${'/bin'.repeat(62_500)}/x y`], { name: 'x', executable: '/usr/bin/x' });
    expect(identify(path, [path]).label.length).toBe(60);
  });
});

describe('masterOf', () => {
  const family = (parent: readonly string[], child: readonly string[]) => {
    const shell = running(1, ['/sbin/init'], { parent: 0 });
    const master = { ...process(parent), pid: 41, parent: 1 };
    const worker = { ...process(child), pid: 42, parent: 41 };
    return masterOf(worker, [shell, master, worker]).pid;
  };
  it.each([
    [['nginx: master process nginx'], ['nginx: worker process'], 41],
    [['/usr/bin/python3', '/usr/bin/gunicorn', 'a:b'], ['/usr/bin/python3', '/usr/bin/gunicorn', 'a:b'], 41],
    [['npm run dev'], ['node', '/srv/node_modules/.bin/vite'], 41],
    [['node', '/srv/node_modules/.bin/nodemon', 'app.js'], ['node', 'app.js'], 41],
    [['node', '--watch', 'app.js'], ['node', 'app.js'], 41],
    [['node', 'supervisor.js'], ['node', 'app.js'], 42],
    [['bash'], ['python3', '-m', 'http.server'], 42],
    [['php', 'artisan', 'serve'], ['php', '-S', '127.0.0.1:8000', 'server.php'], 41],
    [['PM2 v7.0.4: God Daemon (/root/.pm2)'], ['node /srv/app.js'], 42],
    [['node', 'node_modules/.bin/next', 'dev'], ['next-server (v15.0.3)'], 41],
  ])('of %j under it: %j', (parent, child, pid) => expect(family(parent, child)).toBe(pid));

  it('knows the child of a reloader that is started by whole paths', () => {
    const words = (command: readonly string[], pid: number, parent: number) => ({
      ...process(command),
      pid,
      parent,
      directory: '/srv/run',
    });
    const parent = words(['../venv/bin/python', '../app/app.py', '--debug'], 41, 1);
    const child = words(['/srv/run/../venv/bin/python', '/srv/app/app.py', '--debug'], 42, 41);
    const other = words(['/srv/run/../venv/bin/python', '/srv/app/other.py', '--debug'], 42, 41);
    expect(masterOf(child, [parent, child]).pid).toBe(41);
    expect(masterOf(other, [parent, other]).pid).toBe(42);
    const byPath = words(['python', '../app/app.py', '--debug'], 41, 1);
    expect(masterOf(child, [byPath, child]).pid).toBe(41);
  });

  it('looks through the shells between npm and the server', () => {
    const npm = { ...process(['npm run start']), pid: 40, parent: 1 };
    const shell = { ...process(['sh', '-c', 'node server.js']), pid: 41, parent: 40 };
    const server = { ...process(['node', 'server.js']), pid: 42, parent: 41 };
    expect(masterOf(server, [npm, shell, server]).pid).toBe(40);
  });

  it('does not loop where the parents do', () => {
    const a = running(10, ['x'], { parent: 11 });
    const b = running(11, ['x'], { parent: 10 });
    expect([10, 11]).toContain(masterOf(a, [a, b]).pid);
  });
});

describe('the programs', () => {
  it('have each id once, and a title', () => {
    expect(new Set(programs.map(program => program.id)).size).toBe(programs.length);
    for (const { title } of programs) expect(title).not.toBe('');
  });
});
