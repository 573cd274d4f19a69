import { expect, it } from 'vitest';
import { known, partial, unknown } from '../../../src/facts/fact.js';
import type { Json } from '../../../src/facts/firewall/types.js';
import { rule } from '../../../src/rules/port/nothing-listens.js';
import { unit } from '../../programs/situation.js';
import { dport, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, namespace, verdictOf, world } from '../../support/ground.js';
import { diagnosed, errors, healthy, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

it('finds a port that no socket serves', () => {
  expect(errors(diagnosed('8000', nobody))).toEqual(['port/nothing-listens']);
});

it('names the server that is set up for the port and does not run', () => {
  const idle = {
    title: 'nginx',
    ports: [8000],
    files: ['/etc/nginx/sites-enabled/shop'],
    logs: [],
    units: ['nginx'],
    test: 'nginx -t',
  };
  const subject = { port: 8000, otherPorts: [], pids: [], idle };
  const [cause] = diagnosed('8000', { ...nobody, subject }).causes;
  expect(cause).toMatchObject({
    code: 'port/nothing-listens',
    summary:
      'Nothing listens on port 8000 of this machine. nginx would, by its configuration (/etc/nginx/sites-enabled/shop), and does not run.',
  });
  expect(cause?.fixes[0]?.text).toContain('service nginx start');
});

it('says how the project in the folder is started', () => {
  const project = { file: '/srv/shop/package.json', command: 'npm run dev' };
  const subject = { port: 8000, otherPorts: [], pids: [], project };
  const [cause] = diagnosed('8000', { ...nobody, subject }).causes;
  expect(cause?.fixes[0]?.text).toContain('/srv/shop/package.json');
  expect(cause?.fixes[0]?.text).toContain('\n  npm run dev\n');
});

it.each([
  ['shop', ', and it is no host name either.'],
  ['server.js', ' runs here.'],
  ['shop.socket', ' runs here.'],
])('says of %s only what was looked up', (name, end) => {
  const subject = { port: 0, otherPorts: [], pids: [], scheme: null };
  expect(diagnosed(name, { ...nobody, probes: [], subject }).causes[0]?.summary.endsWith(end)).toBe(true);
});

it.each([
  [['[ServerMain/INFO]: You need to agree to the EULA in order to run the server. Go to eula.txt.'], 'EULA'],
  [['Stopping the server'], undefined],
  [['ValueError: bad page', '----------', '127.0.0.1 "GET / HTTP/1.1" 200 -'], undefined],
  [['Started shop.', 'ValueError: no page', 'minecraft.service: Deactivated successfully.'], 'no page'],
  [
    ['ValueError: bad page', 'Stopping minecraft.service - Minecraft...', 'Stopped minecraft.service.'],
    undefined,
  ],
  [['ValueError: bad page', 'Stopped minecraft.service.', 'Started minecraft.service.'], undefined],
])('tells the last word of a unit that ended with a good status: %j', (log, word) => {
  const units = [unit({ name: 'minecraft.service', activeState: 'inactive', subState: 'dead', log })];
  const subject = { port: 0, otherPorts: [], pids: [], scheme: null };
  const [cause] = diagnosed('minecraft', { ...nobody, probes: [], subject, units }).causes;
  expect(cause?.summary).toContain('minecraft.service is inactive (dead)');
  if (word) expect(cause).toMatchObject({ summary: expect.stringContaining(word), fixes: [{}, {}] });
  else expect(cause?.fixes).toHaveLength(1);
});

it('names the unit that runs what was asked for, whatever it is called', () => {
  const units = [
    unit({
      name: 'edge.service',
      activeState: 'inactive',
      subState: 'dead',
      command: '/usr/sbin/haproxy -f h',
    }),
  ];
  const subject = { port: 0, otherPorts: [], pids: [], scheme: null };
  const { causes } = diagnosed('haproxy', { ...nobody, probes: [], subject, units });
  expect(causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'systemctl start edge.service' }]);
});

it('has a socket started again that was given another port while it was open', () => {
  const socket = unit({ name: 'web.socket', subState: 'listening', listens: ['[::]:8000'], command: '' });
  const steps = (more: object) =>
    diagnosed('8000', { ...nobody, units: [{ ...socket, ...more }] }).causes[0]?.fixes[0]?.steps;
  expect(steps({})).toEqual([
    { do: 'run', command: 'systemctl stop web.service 2>/dev/null; systemctl restart web.socket' },
  ]);
  expect(steps({ kinds: ['Datagram'] })).toBeUndefined();
  expect(steps({ listens: ['[::]:8001'] })).toBeUndefined();
});

const nohup = (age: number, over = {}) => ({
  path: '/srv/nohup.out',
  modifiedAt: now - age,
  because: 'caller-directory' as const,
  lines: ['config.yml is missing', ''],
  pid: null,
  ...over,
});

it.each([
  ['of a moment ago', [nohup(60_000)], true],
  ['of another day', [nohup(40 * 3_600_000)], false],
  ['of another place', [nohup(60_000, { because: 'program' })], false],
  ['that a shell wrote to a file', [nohup(60_000, { path: '/srv/app.log' })], true],
  ['of another hour', [nohup(3_600_000, { path: '/srv/app.log' })], false],
  ['of another log', [nohup(60_000, { path: '/srv/access.log' })], false],
  ['of a build', [nohup(60_000, { path: '/srv/build.log' })], false],
  ['of the system', [nohup(60_000, { path: '/var/log/kern.log' })], false],
  ['that somebody has open', [nohup(60_000, { path: '/srv/app.log', open: true })], false],
  ["of somebody else's", [nohup(60_000, { path: '/srv/app.log', foreign: true })], false],
  [
    'above what nohup says',
    [nohup(60_000, { lines: ['config.yml is missing', 'nohup: ignoring input'] })],
    true,
  ],
])('shows what was started here last: the output %s', (_, logs, shown) => {
  const [cause] = diagnosed('8000', { ...nobody, logs }).causes;
  expect(cause?.code).toBe('port/nothing-listens');
  expect(cause?.fixes[0]?.text?.includes('Its last line: config.yml is missing')).toBe(shown);
});

it.each([
  ['app ready', true],
  ['config.yml not found', false],
  ['app.py: the following arguments are required: --port', false],
  ['Shutting down', false],
  ['Listening on port 8000', false],
  ['127.0.0.1 - - [24/Nov/2026 02:58:13] "GET / HTTP/1.1" 200 -', false],
])('leads who has no call that listens to that: %s', (line, told) => {
  const [cause] = diagnosed('8000', { ...nobody, logs: [nohup(60_000, { lines: [line] })] }).causes;
  expect(cause?.fixes[0]?.text).toContain(line);
  expect(cause?.fixes[0]?.text?.includes('app.listen(PORT)')).toBe(told);
});

it('tells nobody so whose server had connections until a moment ago', () => {
  const logs = [nohup(60_000, { lines: ['app ready'] })];
  const sockets = [listener('127.0.0.1', 8000, { state: 'time-wait', yields: true })];
  const [cause] = diagnosed('8000', { ...nobody, logs, sockets }).causes;
  expect(cause?.code).toBe('port/nothing-listens');
  expect(cause?.fixes[0]?.text).not.toContain('app.listen(PORT)');
});

it('shows the word above the calls that led to it', () => {
  const lines = [
    'Exception in thread "main" java.net.BindException: Address already in use',
    ...Array.from({ length: 8 }, (_, at) => `\tat java.base/sun.nio.ch.Net.bind(Net.java:${at})`),
    '\t... 12 more',
  ];
  const [cause] = diagnosed('8000', { ...nobody, logs: [nohup(60_000, { lines })] }).causes;
  expect(cause?.code).toBe('port/nothing-listens');
  expect(cause?.fixes[0]?.text).toContain(`It says: ${lines[0]}`);
});

it('finds a word that no process goes by', () => {
  const subject = { port: null, otherPorts: [], pids: [], scheme: null };
  const diagnosis = diagnosed('nosuch', { ...nobody, subject });
  expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  expect(diagnosis.summary).toBe('nosuch cannot be reached: nothing of that name runs here.');
});

it('leads whoever asks for an interface to the command for it', () => {
  const subject = { port: null, otherPorts: [], pids: [], scheme: null };
  const [cause] = diagnosed('eth0', { ...nobody, subject }).causes;
  expect(cause?.fixes[0]?.text).toContain('  netcheck ifaces eth0');
});

it('names the port that a host alone is asked on', () => {
  const probes = [probe('127.0.0.1', 443, 'refused')];
  const subject = { port: 443, otherPorts: [], pids: [], scheme: null };
  const { summary, causes } = diagnosed('127.0.0.1', { ...nobody, probes, subject });
  expect(summary).toBe('127.0.0.1 cannot be reached: nothing listens on port 443.');
  expect(causes[0]?.fixes[0]?.text).toContain('netcheck why 127.0.0.1:8000');
});

it('is not said of another machine’s port', () => {
  const diagnosis = diagnosed('10.0.0.9:8000', { ...nobody, probes: [probe('10.0.0.9', 8000, 'refused')] });
  expect(errors(diagnosis)).not.toContain('port/nothing-listens');
});

it('is ruled out by a listener on any address', () => {
  const diagnosis = diagnosed('8000', { ...nobody, sockets: [listener('127.0.0.1', 8000)] });
  expect(errors(diagnosis)).not.toContain('port/nothing-listens');
});

it('is left open for a name while somebody who may have given it was silent', () => {
  const subject = { port: null, otherPorts: [], pids: [], scheme: null };
  const silent = [
    { pm2: partial([], 'rpc.sock of PM2', 'PM2 in /root/.pm2 did not answer') },
    { containers: partial([], '/run/docker.sock', 'its socket cannot be read without root') },
    { units: unknown('failed', 'systemctl: Failed to connect to bus') },
  ];
  for (const each of silent) {
    const diagnosis = diagnosed('shop', { ...nobody, subject, ...each });
    expect([diagnosis.verdict, errors(diagnosis)]).toEqual(['inconclusive', []]);
  }
});

it('says to an ordinary user where else a server may be', () => {
  const elsewhere = namespace({ listeners: [listener('127.0.0.1', 9000)] });
  const seen = { ...nobody, namespaces: [elsewhere], firewall: unknown('needs-root', 'root') };
  const [cause] = diagnosed('8000', seen).causes;
  expect(cause?.summary).toContain('another network namespace');
  expect(cause?.fixes[0]?.text).toContain('With sudo');
  const [known] = diagnosed('8000', { ...nobody, namespaces: [elsewhere] }).causes;
  expect(known?.summary).not.toContain('another network namespace');
});

it('names a unix socket of the same name elsewhere', () => {
  const path = '/run/postgresql/.s.PGSQL.5432';
  const question = fromHere({ address: '', port: 0 });
  const asked = { ...question, target: { ...question.target, socketPath: path } };
  const probed = { ...probe(path, 0, 'failed'), errno: 'ENOENT' };
  const nothing = {
    sockets: known([], 'the test'),
    interfaces: known([], 'the test'),
    subject: known({ port: null, otherPorts: [], pids: [], scheme: null }, 'the test'),
  };
  const unixListeners = known(
    [{ path: '/tmp/.s.PGSQL.5432', inode: 5, type: 'stream' as const }],
    'the test',
  );
  expect(
    verdictOf(rule, world({ ...nothing, probes: known([probed], 'the test'), unixListeners }), asked),
  ).toMatchObject({
    summary: expect.stringContaining('a server has made one of that name at /tmp/.s.PGSQL.5432'),
    fixes: [{ text: expect.stringContaining('netcheck why unix:/tmp/.s.PGSQL.5432') }, {}],
  });
});

it.each([
  ['@app', 'Nobody listens at the abstract name @app'],
  ['/run/app.sock', 'is there, but no program listens on it'],
])('says of %s that nobody listens there', (path, words) => {
  const question = fromHere({ address: '', port: 0 });
  const asked = { ...question, target: { ...question.target, socketPath: path } };
  const probed = { ...probe(path, 0, 'refused'), errno: 'ECONNREFUSED' };
  const nothing = {
    sockets: known([], 'the test'),
    interfaces: known([], 'the test'),
    subject: known({ port: null, otherPorts: [], pids: [], scheme: null }, 'the test'),
  };
  expect(verdictOf(rule, world({ ...nothing, probes: known([probed], 'the test') }), asked)).toMatchObject({
    summary: expect.stringContaining(words),
  });
});

it('names the unit that would make a unix socket, and starts it', () => {
  const question = fromHere({ address: '', port: 0 });
  const asked = { ...question, target: { ...question.target, socketPath: '/run/app.sock' } };
  const probed = { ...probe('/run/app.sock', 0, 'failed'), errno: 'ENOENT' };
  const facts = world({
    sockets: known([], 'the test'),
    interfaces: known([], 'the test'),
    subject: known({ port: null, otherPorts: [], pids: [], scheme: null }, 'the test'),
    units: known([unit({ name: 'app.service', activeState: 'inactive', subState: 'dead' })], 'the test'),
    machine: known(healthy(8000).machine as never, 'the test'),
    probes: known([probed], 'the test'),
  });
  expect(verdictOf(rule, facts, asked)).toMatchObject({
    summary: expect.stringContaining('app.service is inactive (dead).'),
    fixes: [{ steps: [{ do: 'run', command: 'systemctl start app.service' }] }, {}],
  });
});

it('tells root of a container that a namespace is out of sight, and not that it takes root', () => {
  const seen = (uid: number) =>
    diagnosed('8000', {
      ...nobody,
      namespaces: partial([], '/proc', 'some are hidden'),
      machine: { ...healthy(8000).machine, uid } as never,
    }).causes[0]?.summary;
  expect(seen(1000)).toContain('a server inside a container would take root to see');
  expect(seen(0)).toContain('a server inside a container cannot be seen from here');
});

it.each([null, 8000])('starts a program of supervisord that was asked for by name (port %s)', port => {
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: [], uid: 0 };
  const subject = { port, otherPorts: [], pids: [], scheme: null, supervised };
  const diagnosis = diagnosed('shop', { ...nobody, subject });
  expect(errors(diagnosis)).toEqual(['port/nothing-listens']);
  expect(diagnosis.causes[0]?.summary).toContain("supervisord's shop is not running");
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'run', command: 'supervisorctl -c /etc/s.conf start shop' },
  ]);
});

it.each([null, 8000])('names the end of a program of supervisord that was given up (port %s)', port => {
  const end = {
    how: 'exit status 0',
    line: 'gave up: shop entered FATAL state',
    path: '/s.log',
    givenUp: true,
  };
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: ['/shop.log'], uid: 0, end };
  const subject = { port, otherPorts: [], pids: [], scheme: null, supervised };
  const diagnosis = diagnosed('shop', { ...nobody, subject });
  expect(errors(diagnosis)).toEqual(['process/crashed']);
  expect(diagnosis.causes[0]?.summary).toContain(
    'exit status 0, again and again until supervisord gave it up',
  );
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toBeUndefined();
});

it('does not know whether a program of another user’s supervisord runs', () => {
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: [], uid: 0, unseen: true as const };
  const subject = { port: null, otherPorts: [], pids: [], scheme: null, supervised };
  expect(diagnosed('shop', { ...nobody, subject }).verdict).toBe('inconclusive');
});

it('cannot tell where iptables sends a port on whose arguments nobody shows', () => {
  const rules = (statement: Json) =>
    rulesOf(nft('prerouting', [[dport(8000), statement]], { type: 'nat', prio: -100 }));
  const asked = (statement: Json) =>
    diagnosed(
      '8000',
      { ...nobody, probes: [], firewall: known(rules(statement), 'nft') },
      { from: 'lan', family: null },
    );
  const unread = asked({ xt: { type: 'target', name: 'DNAT' } });
  expect([unread.verdict, errors(unread)]).toEqual(['inconclusive', []]);
  expect(errors(asked({ xt: { type: 'target', name: 'LOG' } }))).toEqual(['port/nothing-listens']);
});

it('says where only a route makes the address one of this machine', () => {
  const facts = world({
    sockets: known([], 'the test'),
    interfaces: known([], 'the test'),
    subject: known({ port: 8000, otherPorts: [], pids: [], scheme: null }, 'the test'),
  });
  const said = (address: string) => verdictOf(rule, facts, fromHere({ address }));
  expect(said('10.50.0.2')).toMatchObject({
    summary: expect.stringContaining('No interface has the address 10.50.0.2'),
  });
  expect(said('127.0.0.1')).toMatchObject({ summary: 'Nothing listens on port 8000 of this machine.' });
});

it.each([
  ['https://127.0.0.1/shop?a=1', 'http://127.0.0.1/shop?a=1'],
  ['https://127.0.0.1:443/', 'http://127.0.0.1/'],
])('names who serves port 80 where %s has nobody', (asked, instead) => {
  const probes = [probe('127.0.0.1', 443, 'refused')];
  const processes = [running(42, ['nginx: master process'])];
  const owners = { pidsByInode: { 9: [42] }, hidden: [] };
  const listeners = [listener('0.0.0.0', 80, { inode: 9 })];
  const [cause] = diagnosed(asked, { ...nobody, probes, processes, owners, listeners }).causes;
  expect(cause?.code).toBe('port/nothing-listens');
  expect(cause?.summary).toMatch(/nginx .*\(pid 42, \w+\) listens on port 80, which is for http:\/\/\.$/);
  expect(cause?.fixes[0]?.text).toMatch(new RegExp(`netcheck why '?${instead.replace('?', '\\?')}'?\n`));
});

it('says nothing of port 80 to who asks for port 443 itself', () => {
  const probes = [probe('127.0.0.1', 443, 'refused'), probe('10.0.0.1', 443, 'refused')];
  const listeners = [listener('0.0.0.0', 80)];
  const [cause] = diagnosed('443', { ...nobody, probes, listeners }).causes;
  expect(cause?.summary).not.toContain('80');
});
