import { describe, expect, it } from 'vitest';
import type { ConfigurationFile } from '../../src/facts/configuration/types.js';
import { addressFixes } from '../../src/programs/fixes.js';
import { running } from '../support/healthy.js';
import { entry, file, machine, situationOf } from './situation.js';

const wanted = { address: '0.0.0.0', port: 8000 };
const node = (more = {}) => running(42, ['node', 'app.js'], { ignored: [], ...more });
const source = (locked?: ConfigurationFile['locked'], head = ''): ConfigurationFile => ({
  ...file('/srv/app.js', `${head}app.listen(8000, "127.0.0.1")`),
  ...(locked && { locked }),
});
const first = (...of: Parameters<typeof situationOf>) => addressFixes(situationOf(...of), wanted)[0];

describe('a fix that edits a file', () => {
  it("of somebody else's is root's, who starts the server as its own user", () => {
    const process = node({ unwritable: { '/srv/nohup.out': '/dev/null' } });
    const fix = first(process, { configuration: [source('EACCES')] });
    expect(fix).toMatchObject({ needsRoot: true, steps: [{ do: 'edit' }, { do: 'stop' }, {}] });
    expect(fix?.steps?.at(-1)).toMatchObject({
      command: expect.stringMatching(/^runuser -u ana -- nohup node app\.js >>nohup\.out/),
    });
    const root = { ...machine, uid: 0, user: 'root' };
    expect(first(process, { configuration: [source()], machine: root })?.needsRoot).toBe(false);
  });

  it("of somebody else's that would start the old server again is root's too", () => {
    const shell = running(41, ['bash', 'start.sh'], { directory: '/srv' });
    const server = running(42, ['python3', '-m', 'http.server', '8000', '--bind', '127.0.0.1'], {
      parent: 41,
    });
    const text = 'while true; do\n  python3 -m http.server 8000 --bind 127.0.0.1\n  sleep 1\ndone\n';
    const of = (locked?: 'EACCES') => [{ ...file('/srv/start.sh', text), ...(locked && { locked }) }];
    const fix = (locked?: 'EACCES') =>
      first(server, { processes: [shell, server], configuration: of(locked) });
    expect(fix()).toMatchObject({ needsRoot: false, steps: [{ do: 'edit' }, {}, {}, {}] });
    expect(fix('EACCES')?.needsRoot).toBe(true);
  });

  it('comes after one that needs no root', () => {
    const process = node({ environment: { HOST: '127.0.0.1' } });
    const [one, two] = addressFixes(situationOf(process, { configuration: [source('EACCES')] }), wanted);
    expect([one?.needsRoot, two?.needsRoot]).toEqual([false, true]);
    expect(one?.steps?.at(-1)).toMatchObject({ command: expect.stringContaining('HOST=0.0.0.0 nohup node') });
  });

  it.each([
    ['EROFS', 'read-only'],
    ['EPERM', 'immutable'],
  ] as const)('that nobody can write (%s) is for a person', (locked, word) => {
    const fix = first(node(), { configuration: [source(locked)] });
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toContain(`/srv/app.js`);
    expect(fix?.text).toContain(word);
    expect(fix?.text).toContain('"127.0.0.1"\nbecomes\n"0.0.0.0"');
  });

  it('says where a program would write the file anew', () => {
    const managed = source(undefined, '// Managed by Ansible\n');
    expect(first(node(), { configuration: [managed] })?.risk).toContain('make the change there too');
    expect(first(node(), { configuration: [source()] })?.risk).not.toContain('make the change there too');
  });
});

describe('a server with a root directory of its own', () => {
  it('is for a person, for no path of it is one of this machine', () => {
    const fix = first(running(42, ['httpd', '-p', '127.0.0.1:8000'], { root: '/proc/42/root' }));
    expect(fix?.steps).toBeUndefined();
    expect(fix?.text).toContain('chroot');
  });
});

describe('an entry of PM2', () => {
  it('is named by its number where another has its name', () => {
    const one = entry({ args: ['--host', '127.0.0.1'] });
    const pm2 = [one, entry({ id: 1, pid: 43 })];
    expect(first(running(42, ['node /srv/app.js']), { pm2 })?.steps).toMatchObject([
      { command: 'pm2 restart 0 -- --host 0.0.0.0' },
    ]);
    const cluster = pm2.map(each => ({ ...each, mode: 'cluster' as const }));
    expect(first(running(42, ['node /srv/app.js']), { pm2: cluster })?.steps).toMatchObject([
      { command: 'pm2 restart shop -- --host 0.0.0.0' },
    ]);
  });
});
