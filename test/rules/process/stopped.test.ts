import { expect, it } from 'vitest';
import { container, loopback, namespace, nic } from '../../support/ground.js';
import { codes, diagnosed, errors, hanging, listener, probe, running } from '../../support/healthy.js';
import { attempt, hostsLine, lookedUp } from '../../support/names.js';

const unanswered = hanging(8000);
const command = ['python3', '-m', 'http.server', '8000'];

it('lets all of a job go on that was stopped before it came to listen', () => {
  const job = (pid: number, words: readonly string[], parent: number) =>
    running(pid, words, { state: 'T', parent, processGroup: 40, terminal: 'pts/1' });
  const processes = [
    job(40, ['npm', 'start', '--port', '8000'], 10),
    job(41, ['sh', '-c', 'node server.js'], 40),
    job(42, ['node', 'server.js'], 41),
    running(50, ['node', 'other.js'], { state: 'T', terminal: 'pts/1' }),
  ];
  const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
  const owners = { pidsByInode: {}, hidden: [] };
  const { causes } = diagnosed('8000', { sockets: [], owners, processes, probes });
  expect(causes.map(({ code }) => code)).toEqual(['process/stopped']);
  expect(JSON.stringify(causes[0]?.fixes[0]?.steps)).toContain('40 41 42');
});

it('stands behind the network namespace in which it does listen', () => {
  const processes = [running(42, command, { state: 'T' })];
  const namespaces = [
    namespace({
      listeners: [listener('0.0.0.0', 8000, { inode: 9 })],
      holders: [{ inode: 9, pid: 42, name: 'python3', state: 'T' }],
    }),
  ];
  const probes = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
  const owners = { pidsByInode: {}, hidden: [] };
  const { causes } = diagnosed('8000', { sockets: [], owners, processes, namespaces, probes });
  expect(causes.map(({ code }) => code)).toEqual(['namespace/not-published', 'process/stopped']);
  expect(causes[1]?.summary).toBe('python3 -m http.server (pid 42, ana) is stopped, too.');
});

it('finds a stopped server and lets it go on', () => {
  const processes = [running(42, command, { state: 'T' })];
  const diagnosis = diagnosed('8000', { processes, probes: unanswered });
  expect(errors(diagnosis)).toEqual(['process/stopped']);
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'kill -CONT 42' }]);
  const sockets = [listener('0.0.0.0', 8000, { protocol: 'udp', state: 'unconnected' })];
  const probes = unanswered.map(each => ({ ...each, protocol: 'udp' as const }));
  const byDatagrams = diagnosed('8000/udp', { sockets, processes, probes });
  expect(byDatagrams.causes[0]?.summary).toContain('the kernel takes datagrams for it');
});

it('names the debugger that holds it, where that is to be seen', () => {
  const told = (more: object) =>
    diagnosed('8000', { processes: [running(42, command, { state: 't', ...more })], probes: unanswered })
      .causes[0];
  const seen = told({ tracer: { pid: 33, name: 'gdb' } });
  expect(seen?.summary).toContain('is held by gdb (pid 33)');
  expect(seen?.fixes[0]?.text).toContain('In gdb (pid 33): continue, or detach');
  expect(told({})?.summary).toContain('is held by a debugger');
});

it('is not that a tool is stopped which a server has started, and that holds its socket too', () => {
  const processes = [
    running(42, command),
    running(43, ['sleep', '999'], { parent: 42, state: 'T', name: 'sleep' }),
  ];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  expect(codes(diagnosed('8000', { processes, owners }))).toEqual([]);
});

it('is not that a child is stopped which holds the socket too, where its parent answers', () => {
  const processes = [running(42, command), running(43, command, { parent: 42, state: 'T' })];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  expect(codes(diagnosed('8000', { processes, owners }))).toEqual([]);
  expect(errors(diagnosed('8000', { processes, owners, probes: unanswered }))).toEqual(['process/stopped']);
  const hangsUp = unanswered.map(each => ({
    ...each,
    conversations: each.conversations.map(one => ({ ...one, outcome: 'closed' as const })),
  }));
  expect(errors(diagnosed('8000', { processes, owners, probes: hangsUp }))).not.toContain('process/stopped');
});

it('finds that the parent is stopped, which accepts alone, where its child holds the socket too', () => {
  const processes = [running(42, command, { state: 'T' }), running(43, command, { parent: 42 })];
  const owners = { pidsByInode: { 13000: [42, 43] }, hidden: [] };
  const resampled = [listener('0.0.0.0', 8000, { queue: { used: 1, limit: 128 } })];
  const { causes } = diagnosed('8000', { processes, owners, probes: unanswered, resampled });
  expect(causes[0]).toMatchObject({ code: 'process/stopped' });
  expect(causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'kill -CONT 42' }]);
  expect(codes(diagnosed('8000', { processes, owners }))).toEqual([]);
  // The child has taken and read what came, as a worker of nginx does for an application.
  expect(errors(diagnosed('8000', { processes, owners, probes: unanswered }))).not.toContain(
    'process/stopped',
  );
});

it('is not that it waits for a disk at the moment, or that its children are zombies', () => {
  const waiting = [
    running(42, command, { state: 'D', waitChannel: 'folio_wait_bit_common' }),
    running(43, [], { parent: 42, state: 'Z' }),
  ];
  expect(codes(diagnosed('8000', { processes: waiting }))).toEqual([]);
});

it('starts one again that would be stopped again by its terminal, and does not let it go on', () => {
  const job = running(42, command, {
    state: 'T',
    terminal: 'pts/1',
    stoppedBy: 'TTIN',
    ignored: [],
    output: '/srv/server.log',
  });
  const [cause] = diagnosed('8000', { processes: [job], probes: unanswered }).causes;
  expect(cause?.code).toBe('process/stopped');
  expect(cause?.fixes[0]?.title).toBe('Start it again with an input that stays open and silent');
  const commands = cause?.fixes[0]?.steps?.flatMap(step => (step.do === 'run' ? [step.command] : []));
  expect(commands?.at(-1)).toMatch(/^tail -f \/dev\/null \| /);
});

it('finds one behind a hosts line that leads elsewhere', () => {
  const names = lookedUp(['10.0.0.99'], { from: 'hosts', hosts: [hostsLine(2, '10.0.0.99 app.test')] });
  const told = (outcome: 'timeout' | 'connected', state: string) =>
    errors(
      diagnosed('http://app.test:8000/', {
        names,
        subject: { port: 8000, otherPorts: [], pids: [] },
        processes: [running(42, command, { state })],
        probes: [attempt('10.0.0.99', outcome)],
      }),
    );
  expect(told('timeout', 'T')).toEqual(['name/hosts-override', 'process/stopped']);
  expect(told('timeout', 'S')).toEqual(['name/hosts-override']);
  expect(told('connected', 'T')).not.toContain('process/stopped');
});

it('finds a frozen cgroup, which shows no T', () => {
  const processes = [running(42, command, { frozen: true, cgroup: '/app' })];
  expect(errors(diagnosed('8000', { processes, probes: unanswered }))).toEqual(['process/stopped']);
});

it.each([
  ['/sys/fs/cgroup/ice/cgroup.freeze', '/ice', 'echo 0 >/sys/fs/cgroup/ice/cgroup.freeze'],
  [
    '/sys/fs/cgroup/freezer/docker/4f/freezer.state',
    '/docker/4f',
    'echo THAWED >/sys/fs/cgroup/freezer/docker/4f/freezer.state',
  ],
])('thaws the group that was frozen: %s', (file, group, thaw) => {
  const processes = [running(42, command, { frozen: true, cgroup: '/ice/shop', freezers: [file] })];
  const [cause] = diagnosed('8000', { processes, probes: unanswered }).causes;
  expect(cause?.summary).toContain(`frozen with its cgroup ${group}:`);
  expect(cause?.fixes[0]?.steps).toEqual([{ do: 'run', command: thaw }]);
});

it('is no matter where another worker goes on', () => {
  const processes = [
    running(42, command),
    running(43, command, { parent: 42, state: 'T' }),
    running(44, command, { parent: 42 }),
  ];
  const owners = { pidsByInode: { 13000: [42, 43, 44] }, hidden: [] };
  expect(errors(diagnosed('8000', { sockets: [listener('0.0.0.0', 8000)], owners, processes }))).toEqual([]);
});

it('finds a paused container behind its published port, and lets it go on', () => {
  const shop = container('shop', {
    paused: true,
    published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }],
  });
  const diagnosis = diagnosed('8000', { containers: [shop] });
  expect(errors(diagnosis)).toEqual(['process/stopped']);
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'docker unpause shop' }]);
});

it('finds who is stopped behind a published port', () => {
  const command =
    '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8000 -container-ip 172.17.0.2 -container-port 80';
  const world = (state: string) => ({
    processes: [running(42, command.split(' '), { uid: 0, user: 'root' })],
    probes: unanswered,
    namespaces: [
      namespace({
        addresses: ['172.17.0.2'],
        listeners: [listener('0.0.0.0', 80, { inode: 9 })],
        holders: [{ inode: 9, pid: 501, name: 'httpd', state }],
      }),
    ],
  });
  const diagnosis = diagnosed('8000', world('T'));
  expect(errors(diagnosis)).toEqual(['process/stopped']);
  expect(diagnosis.causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'kill -CONT 501' }]);
  expect(errors(diagnosed('8000', world('S')))).not.toContain('process/stopped');
  const freezers = ['/sys/fs/cgroup/ice/cgroup.freeze'];
  const iced = world('S');
  const frozen = diagnosed('8000', {
    ...iced,
    namespaces: iced.namespaces.map(each => ({ ...each, freezers })),
  });
  expect(errors(frozen)).toEqual(['process/stopped']);
  expect(frozen.causes[0]?.fixes[0]?.steps).toEqual([
    { do: 'run', command: 'echo 0 >/sys/fs/cgroup/ice/cgroup.freeze' },
  ]);
});

it('finds who is stopped in a container behind a forwarder that only loopback reaches', () => {
  const command = 'socat TCP-LISTEN:8000,bind=127.0.0.1,fork TCP:172.17.0.2:80';
  const sockets = [listener('127.0.0.1', 8000, { inode: 7 })];
  const world = {
    sockets,
    interfaces: [
      loopback,
      nic('eth0', ['10.0.0.1/24']),
      nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 3 }),
    ],
    owners: { pidsByInode: { 7: [42] }, hidden: [] },
    processes: [running(42, command.split(' '))],
    probes: [
      probe('127.0.0.1', 8000, 'connected', {
        outcome: 'silent',
        http: null,
        firstBytes: '',
        protocol: null,
      }),
      probe('10.0.0.1', 8000, 'refused'),
    ],
    namespaces: [
      namespace({
        addresses: ['172.17.0.2'],
        listeners: [listener('0.0.0.0', 80, { inode: 9 })],
        holders: [{ inode: 9, pid: 501, name: 'httpd', state: 'T' }],
      }),
    ],
  };
  const diagnosis = diagnosed('8000', world, { from: 'lan', family: null });
  expect(errors(diagnosis)).toEqual(['bind/loopback-only', 'process/stopped']);
});

it('finds one stopped among several that share the port, whoever was dealt what was tried', () => {
  const sockets = [listener('0.0.0.0', 8000), listener('0.0.0.0', 8000, { inode: 9 })];
  const owners = { pidsByInode: { 13000: [42], 9: [43] }, hidden: [] };
  const processes = [running(42, command), running(43, command, { state: 'T' })];
  const shared = { sockets, owners, processes };
  for (const world of [shared, { ...shared, probes: unanswered }]) {
    const diagnosis = diagnosed('8000', world);
    expect(errors(diagnosis)).toEqual(['process/stopped']);
    expect(diagnosis.verdict).toBe('degraded');
    expect(diagnosis.summary).toContain('answers only some of the connections');
  }
  const all = diagnosed('8000', { ...shared, processes: processes.map(each => ({ ...each, state: 'T' })) });
  expect(all.verdict).toBe('unreachable');
});

it('says who gets no connection at all beside those who get some', () => {
  const sockets = [listener('127.0.0.1', 8000), listener('127.0.0.1', 8000, { inode: 9 })];
  const owners = { pidsByInode: { 13000: [42], 9: [43] }, hidden: [] };
  const processes = [running(42, command), running(43, command, { state: 'T' })];
  const probes = [attempt('127.0.0.1', 'connected'), attempt('10.0.0.1', 'refused')];
  const diagnosis = diagnosed('8000', { sockets, owners, processes, probes });
  expect(diagnosis.verdict).toBe('degraded');
  expect(diagnosis.summary).toMatch(/answers from here at times, but not from .*network/);
});

it('finds the stopped one of workers that hold all sockets, where one of these is left full', () => {
  const turns = (used: number) => [
    listener('0.0.0.0', 8000),
    listener('0.0.0.0', 8000, { inode: 9, queue: { used, limit: 511 } }),
  ];
  const nginx = ['nginx: worker process'];
  const world = (state: string, used: number) => ({
    sockets: turns(0),
    resampled: turns(used),
    owners: { pidsByInode: { 13000: [41, 42, 43], 9: [41, 42, 43] }, hidden: [] },
    processes: [
      running(41, ['nginx: master process nginx']),
      running(42, nginx, { parent: 41 }),
      running(43, nginx, { parent: 41, state }),
    ],
  });
  expect(codes(diagnosed('8000', world('T', 1)))).toEqual(['error process/stopped']);
  const silent = diagnosed('8000', { ...world('T', 1), probes: unanswered });
  expect(errors(silent)).toEqual(['process/stopped']);
  expect(codes(diagnosed('8000', world('T', 0)))).toEqual([]);
  expect(codes(diagnosed('8000', world('S', 1)))).toEqual(['error process/hung']);
});

it('takes the one program of its user that is stopped for a server that nobody sees, where nobody accepts', () => {
  const asked = (used: number, probes = unanswered) =>
    diagnosed('8000', {
      processes: [running(42, ['node', 'app.js'], { state: 'T', uid: 0, user: 'root' })],
      owners: { pidsByInode: {}, hidden: [13000], asleep: [42] },
      resampled: [listener('0.0.0.0', 8000, { queue: { used, limit: 511 } })],
      probes,
    });
  const found = asked(2);
  expect(errors(found)).toEqual(['process/stopped']);
  expect(found.causes[0]?.summary).toContain('Whether it holds the port takes root to see');
  expect(found.causes[0]?.fixes[0]).toMatchObject({ needsRoot: true, steps: [{ command: 'kill -CONT 42' }] });
  expect(errors(asked(0))).not.toContain('process/stopped');
  expect(codes(asked(2, [attempt('127.0.0.1', 'connected')]))).toEqual([]);
});

it('finds one of the workers that the primary of a cluster deals connections to', () => {
  const cluster = (more: object) => [
    running(42, ['node', '/srv/app.js']),
    running(43, ['/usr/bin/node', '/srv/app.js'], { parent: 42, ...more }),
    running(44, ['/usr/bin/node', '/srv/app.js'], { parent: 42 }),
  ];
  const owners = { pidsByInode: { 13000: [42] }, hidden: [] };
  const stopped = diagnosed('8000', { processes: cluster({ state: 'T' }), owners });
  expect(errors(stopped)).toEqual(['process/stopped']);
  expect(stopped.causes[0]?.fixes[0]?.steps).toEqual([{ do: 'run', command: 'kill -CONT 43' }]);
  expect(errors(diagnosed('8000', { processes: cluster({}), owners }))).toEqual([]);
  const single = cluster({ state: 'T', environment: { NODE_UNIQUE_ID: '1' } }).slice(0, 2);
  const only = diagnosed('8000', { processes: single, owners, probes: unanswered });
  expect(only.causes[0]?.summary).toContain('is stopped (Ctrl-Z or SIGSTOP), the only worker');
  const pool = { pidsByInode: {}, hidden: [13000], pool: [43, 44] };
  const unseen = diagnosed('8000', { processes: cluster({ state: 'T' }), owners: pool });
  expect(codes(unseen)).toContain('warning process/stopped');
  expect(unseen.causes[0]?.summary).toContain('takes root to see');
  expect(codes(diagnosed('8000', { processes: cluster({}), owners: pool }))).toEqual([]);
  const asked = (turns: readonly (number | null)[]) =>
    diagnosed('8000', {
      processes: cluster({ state: 'T' }),
      owners: pool,
      probes: [{ ...attempt('127.0.0.1', 'connected'), turns }],
    });
  expect(codes(asked([200, 200]))).toContain('warning process/stopped');
  expect(codes(asked([null, null]))).toContain('warning process/stopped');
  const dealt = asked([200, null, 200, null]);
  expect(errors(dealt)).toEqual(['process/stopped']);
  expect(dealt.verdict).toBe('degraded');
  expect(dealt.causes[0]?.summary).toContain('2 of 4 requests got no answer');
});
