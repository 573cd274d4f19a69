import { expect, it } from 'vitest';
import type { Unit } from '../../../src/facts/units/types.js';
import { unit } from '../../programs/situation.js';
import { diagnosed, errors, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 80, 'refused'), probe('10.0.0.1', 80, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };
const log = {
  path: '/srv/nohup.out',
  modifiedAt: now - 60_000,
  because: 'caller-directory' as const,
  lines: ['    self.socket.bind(self.server_address)', 'PermissionError: [Errno 13] Permission denied'],
  pid: null,
};

it('finds the refusal in the server’s log', () => {
  expect(errors(diagnosed('80', { ...nobody, logs: [log] }))).toEqual(['port/privileged']);
});

it('knows gunicorn, which does not say why it could not have a low port', () => {
  const lines = ['[22] [ERROR] Retrying in 1 second.', "[22] [ERROR] Can't connect to ('0.0.0.0', 80)"];
  expect(errors(diagnosed('80', { ...nobody, logs: [{ ...log, lines }] }))).toEqual(['port/privileged']);
});

it('finds a program that names the port and may not have it', () => {
  const processes = [running(42, ['./server', '--port', '80'])];
  expect(errors(diagnosed('80', { ...nobody, processes }))).toEqual(['port/privileged']);
});

it('finds a program, asked for by its pid, that lives on without the low port that it was denied', () => {
  const file = '/srv/app.log';
  const told = (lines: readonly string[], capabilities = '0') =>
    diagnosed('pid:60', {
      ...nobody,
      probes: [],
      subject: { port: null, otherPorts: [], pids: [60] },
      processes: [running(60, ['node', 'app.js'], { output: file, errors: file, capabilities })],
      logs: [{ ...log, path: file, modifiedAt: now, pid: 60, because: 'process-output', lines }],
    });
  const lines = [
    'Error: listen EACCES: permission denied 0.0.0.0:443',
    '    at Server.listen',
    '  port: 443',
    '}',
  ];
  expect(errors(told(lines))).toEqual(['port/privileged']);
  expect(told(lines).causes[0]?.summary).toContain('app.js (pid 60, ana) could not have port 443');
  expect(errors(told(lines, '0000000000000400'))).toEqual(['process/not-listening']);
  expect(errors(told(['Error: listen EACCES: permission denied 0.0.0.0:8443']))).toEqual([
    'process/not-listening',
  ]);
});

it.each([
  ['doord', 'nohup.out', ['    http.server.HTTPServer(("", 81), Handler).serve_forever()', ...log.lines], 81],
  ['door.js', 'door.log', ['Error: listen EACCES: permission denied 0.0.0.0:443'], 443],
])('finds that of %s, which was asked for by its name and has ended, in %s', (name, file, lines, port) => {
  const text = ['Traceback (most recent call last):', '  File "/srv/doord", line 2, in <module>', ...lines];
  const told = (path: string) =>
    diagnosed(name, {
      ...nobody,
      probes: [],
      subject: { port: null, otherPorts: [], pids: [] },
      logs: [{ ...log, path, lines: name === 'doord' ? text : lines }],
    });
  expect(errors(told(`/srv/${file}`))).toEqual(['port/privileged']);
  expect(told(`/srv/${file}`).causes[0]?.summary).toContain(`could not have port ${port}`);
  if (name === 'door.js') expect(errors(told('/srv/other.log'))).toEqual(['port/nothing-listens']);
});

it('finds the refusal of a unit that systemd has just begun again', () => {
  const found = (restarts: number) =>
    diagnosed('80', {
      ...nobody,
      units: [
        unit({
          restarts,
          startedAt: now - 300,
          log: log.lines,
          command: '/usr/bin/python3 -m http.server 80',
        }),
      ],
    });
  expect(found(2).causes[0]?.code).toBe('port/privileged');
  expect(errors(found(0))).not.toContain('port/privileged');
});

it('is ruled out where the program has the capability', () => {
  const able = [running(42, ['./server', '--port', '80'], { capabilities: '0000000000000400' })];
  expect(errors(diagnosed('80', { ...nobody, processes: able }))).not.toContain('port/privileged');
});

it('gives a service the privilege by a drop-in, and no service of a user', () => {
  const failed = unit({
    name: 'caddy.service',
    activeState: 'failed',
    log: ['listen tcp :80: bind: permission denied'],
  });
  const fixes = (...units: Unit[]) => diagnosed('80', { ...nobody, units }).causes[0]?.fixes ?? [];
  expect(fixes(failed)[0]?.steps).toMatchObject([
    { do: 'run', command: expect.stringContaining('AmbientCapabilities=CAP_NET_BIND_SERVICE') },
    { do: 'run', command: expect.stringContaining('systemctl restart caddy.service') },
  ]);
  expect(fixes({ ...failed, scope: 'user' })[0]?.steps).toBeUndefined();
});

it('takes away what of the sandbox of a service would keep the port from it', () => {
  const failed = unit({ activeState: 'failed', log: ['bind: permission denied'] });
  const lines = (...sandbox: NonNullable<Unit['sandbox']>) => {
    const [fix] = diagnosed('80', { ...nobody, units: [{ ...failed, sandbox }] }).causes[0]?.fixes ?? [];
    const [step] = fix?.steps ?? [];
    return step?.do === 'run'
      ? / AmbientCapabilities=CAP_NET_BIND_SERVICE (.*)>/.exec(step.command)?.[1]
      : '';
  };
  expect(lines()).toBe('');
  expect(lines('CapabilityBoundingSet')).toBe('CapabilityBoundingSet=CAP_NET_BIND_SERVICE ');
  expect(lines('SocketBindDeny', 'PrivateUsers')).toBe('SocketBindAllow=80 PrivateUsers=no ');
});

it('says from where ports are free on this machine, where that is not 1024', () => {
  const asked = (unprivilegedPortStart: number, port: number) =>
    diagnosed(String(port), {
      ...nobody,
      probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
      logs: [log],
      limits: { unprivilegedPortStart, ephemeral: { first: 32768, last: 60999 } } as never,
    }).summary;
  expect(asked(9000, 8080)).toContain('ports below 9000 need a privilege');
  expect(asked(1024, 80)).toContain('ports below 1024 need a privilege');
});
