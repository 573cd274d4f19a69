import { expect, it } from 'vitest';
import { unit } from '../../programs/situation.js';
import { dport, nft, rulesOf } from '../../support/firewall.js';
import { container } from '../../support/ground.js';
import { diagnosed, errors, listener, now, probe, running } from '../../support/healthy.js';

const refused = [probe('127.0.0.1', 8000, 'refused'), probe('10.0.0.1', 8000, 'refused')];
const nobody = { sockets: [], probes: refused, processes: [], owners: { pidsByInode: {}, hidden: [] } };

const elsewhere = (port: number, more = {}) => ({
  ...nobody,
  listeners: [listener('0.0.0.0', port)],
  owners: { pidsByInode: { [5000 + port]: [42] }, hidden: [] },
  processes: [running(42, ['node', 'server.js'], { environment: { PORT: String(port) }, ...more })],
});

it('names the server of this directory that listens elsewhere', () => {
  const diagnosis = diagnosed('8000', elsewhere(5000));
  expect(errors(diagnosis)).toEqual(['port/wrong-port']);
  expect(diagnosis.causes[0]?.summary).toContain('5000');
});

it('means the program that supervisord keeps for the very port, and does not run', () => {
  const supervised = { name: 'shop', configuration: '/etc/s.conf', logs: [], uid: 0 };
  const of = (more: object) => {
    const subject = { port: 8000, otherPorts: [], pids: [], supervised: { ...supervised, ...more } };
    return diagnosed('8000', { ...elsewhere(5000), subject });
  };
  const { causes } = of({});
  expect(causes[0]).toMatchObject({ code: 'port/nothing-listens', fixes: [{ steps: [{ do: 'run' }] }, {}] });
  expect(errors(of({ unseen: true }))).toEqual(['port/wrong-port']);
});

it('means the server whose configuration has the very port, and no framework that others run on it by custom', () => {
  const idle = {
    title: 'nginx',
    ports: [8080],
    files: ['/etc/nginx/nginx.conf'],
    logs: [],
    units: [],
    test: null,
  };
  const of = (port: number, more: object, directory = '/srv/other') =>
    errors(
      diagnosed('8080', {
        ...elsewhere(port, { environment: {}, directory }),
        subject: { port: 8080, otherPorts: [], pids: [], ...more },
      }),
    );
  for (const port of [4000, 8081]) {
    expect(of(port, {})).toEqual(['port/wrong-port']);
    expect(of(port, { idle })).toEqual(['port/nothing-listens']);
  }
});

it('reads the port out of the URLs that ASP.NET Core was given, and did not go by', () => {
  const [cause] = diagnosed(
    '8000',
    elsewhere(5000, {
      command: ['dotnet', 'run'],
      environment: { ASPNETCORE_URLS: 'https://localhost:7001;http://0.0.0.0:8000/' },
    }),
  ).causes;
  expect(cause?.code).toBe('port/wrong-port');
  expect(cause?.fixes[0]?.text).toContain('--no-launch-profile');
});

it('tells of a .env beside the script of a unit that runs in the root directory', () => {
  const configuration = [{ path: '/srv/.env', text: 'PORT=8000\n', modifiedAt: 0 }];
  const of = (script: string) => {
    const unit = {
      command: ['node', script],
      directory: '/',
      environment: {},
      cgroup: '/system.slice/shop.service',
      terminal: null,
    };
    return diagnosed('8000', { ...elsewhere(3000, unit), configuration });
  };
  const [cause] = of('/srv/server.js').causes;
  expect(cause).toMatchObject({
    code: 'port/wrong-port',
    summary: expect.stringContaining('it was started in /'),
    fixes: [{ text: expect.stringContaining('WorkingDirectory=/srv') }],
  });
  expect(errors(of('/opt/server.js'))).toEqual(['port/nothing-listens']);
  // python-dotenv looks beside the script (find_dotenv()), and npm's scripts are for who is started by them.
  const other = (path: string, ...command: string[]) =>
    diagnosed('8000', {
      ...elsewhere(3000, { command, directory: '/', environment: {} }),
      configuration: [{ path, text: 'PORT=8000', modifiedAt: 0 }],
    }).causes[0]?.summary;
  expect(other('/srv/.env', 'python3', '/srv/server.py')).not.toContain('it was started in');
  expect(other('/srv/package.json', 'node', '/srv/server.js')).not.toContain('it was started in');
});

it('tells of a .env beside a script that was started in another folder', () => {
  const started = { command: ['node', 'shop/index.js'], directory: '/home/ana', environment: {} };
  const of = (path: string, port = 3000) =>
    diagnosed('8000', {
      ...elsewhere(port, started),
      configuration: [{ path, text: 'PORT=8000\n', modifiedAt: 0 }],
    }).causes[0];
  for (const port of [3000, 40_000])
    expect(of('/home/ana/shop/.env', port)).toMatchObject({
      code: 'port/wrong-port',
      summary: expect.stringContaining('it was started in /home/ana'),
      fixes: [{ text: expect.stringContaining('cd /home/ana/shop first') }],
    });
  expect(of('/home/bob/shop/.env')?.code).toBe('port/nothing-listens');
});

it('says that other machines do not get in there either', () => {
  const [cause] = diagnosed('8000', { ...elsewhere(5000), listeners: [listener('127.0.0.1', 5000)] }).causes;
  expect(cause?.summary).toContain('listens on 5000 instead, at 127.0.0.1 only');
});

it.each([
  [['beam.smp', '-boot', 'rabbit'], 5672, 15672, 'rabbitmq-plugins enable rabbitmq_management'],
  [['nats-server'], 4222, 8222, '-m 8222'],
  [['minio', 'server', '/data'], 9000, 9001, '--console-address :9001'],
])('says of %s how its other port is switched on', (command, open, asked, how) => {
  const process = { ...running(42, command), name: command[0]! };
  const probes = ['127.0.0.1', '10.0.0.1'].map(each => probe(each, asked, 'refused'));
  const [cause] = diagnosed(String(asked), { ...elsewhere(open), probes, processes: [process] }).causes;
  expect(cause).toMatchObject({ code: 'port/wrong-port', fixes: [{ text: expect.stringContaining(how) }] });
});

it.each([
  [['chronyd'], 323, 123, 'udp', 'allow 192.168.0.0/16'],
  [['named', '-f'], 953, 53, 'tcp', 'netcheck why 53'],
] as const)(
  'takes the port by which %s is told what to do for no server of clients',
  (command, open, port, protocol, how) => {
    const probes = ['127.0.0.1', '10.0.0.1'].map(each => ({ ...probe(each, port, 'refused'), protocol }));
    const listeners = [{ ...listener('127.0.0.1', open), protocol }];
    const more = { listeners, probes, processes: [running(42, [...command])] };
    const { causes } = diagnosed(`${port}/${protocol}`, { ...elsewhere(open), ...more });
    expect(causes[0]?.summary).not.toContain(`listens on ${open} instead`);
    expect(causes[0]?.fixes[0]?.text).toContain(how);
  },
);

it('takes what RabbitMQ has beside its usual port for that, and no page that is switched off', () => {
  const rabbit = { ...running(42, ['beam.smp', '-boot', 'rabbit']), name: 'beam.smp' };
  const [cause] = diagnosed('15672', {
    ...nobody,
    probes: ['127.0.0.1', '10.0.0.1'].map(each => probe(each, 15672, 'refused')),
    listeners: [listener('0.0.0.0', 5672), listener('0.0.0.0', 15671)],
    owners: { pidsByInode: { 10672: [42], 20671: [42] }, hidden: [] },
    processes: [rabbit],
  }).causes;
  expect(cause?.summary).toContain('listens on 15671 instead');
});

it('names who has the socket, and not npm that started it', () => {
  const { processes, ...rest } = elsewhere(5000);
  const npm = running(41, ['npm', 'run', 'dev'], { directory: '/srv' });
  const causes = diagnosed('8000', { ...rest, processes: [npm, { ...processes[0]!, parent: 41 }] }).causes;
  expect(causes[0]?.code).toBe('port/wrong-port');
  expect(causes[0]?.summary).toContain('node server.js (pid 42, ana) listens on 5000');
});

it('takes no proxy that the variables name for the server behind it', () => {
  const attempt = { variable: 'http_proxy', connected: true, errno: null, answer: null };
  const proxies = (host: string, port: number) => ({
    variables: { http_proxy: `http://${host}:${port}` },
    attempts: [{ ...attempt, url: `http://${host}:${port}`, host, port }],
  });
  const asked = (host: string, port: number) =>
    errors(diagnosed('8000', { ...elsewhere(5000), proxies: proxies(host, port) }));
  expect(asked('127.0.0.1', 5000)).toEqual(['port/nothing-listens']);
  expect(asked('localhost', 5000)).toEqual(['port/nothing-listens']);
  expect(asked('10.0.0.9', 5000)).toEqual(['port/wrong-port']);
  expect(asked('127.0.0.1', 5001)).toEqual(['port/wrong-port']);
});

it('takes nobody for a program that was asked for by its name', () => {
  const subject = { port: 80, otherPorts: [], pids: [] };
  const probes = [80].flatMap(port => ['127.0.0.1', '10.0.0.1'].map(each => probe(each, port, 'refused')));
  expect(errors(diagnosed('nginx', { ...elsewhere(8000), subject, probes }))).toEqual([
    'port/nothing-listens',
  ]);
  expect(errors(diagnosed('80', { ...elsewhere(8000), probes }))).toEqual(['port/wrong-port']);
});

it('means nobody by the DHCP of a dnsmasq whose name server is off', () => {
  const of = (port: number) =>
    diagnosed('53/udp', {
      ...elsewhere(port, { command: ['dnsmasq', '-k'], name: 'dnsmasq', environment: {} }),
      listeners: [{ ...listener('0.0.0.0', port), protocol: 'udp' as const }],
      probes: [],
    });
  expect(errors(of(5353))).toEqual(['port/wrong-port']);
  expect(errors(of(67))).toEqual(['port/nothing-listens']);
});

it('takes no neighbour for one that names the port and has not begun to listen', () => {
  const neighbour = running(42, ['python3', '-m', 'http.server', '8001'], { directory: '/srv' });
  const world = { ...elsewhere(8001), processes: [neighbour] };
  expect(errors(diagnosed('8000', world))).toEqual(['port/wrong-port']);
  const starting = running(43, ['python3', 'app.py', '--port', '8000'], { directory: '/srv' });
  expect(errors(diagnosed('8000', { ...world, processes: [neighbour, starting] }))).toEqual([
    'process/not-listening',
  ]);
});

it('takes no neighbour for one that systemd or an engine keeps for that port, and does not run', () => {
  const stopped = unit({ activeState: 'inactive', command: '/usr/bin/python3 -m http.server 8000' });
  expect(errors(diagnosed('8000', { ...elsewhere(5000), units: [stopped] }))).toEqual([
    'port/nothing-listens',
  ]);
  expect(errors(diagnosed('8000', { ...elsewhere(5000), units: [unit()] }))).toEqual(['port/wrong-port']);
  const backup = unit({ activeState: 'inactive', command: '/usr/bin/pg_dump -p 8000 shop', leaves: true });
  expect(errors(diagnosed('8000', { ...elsewhere(5000), units: [backup] }))).toEqual(['port/wrong-port']);
  const published = { protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 } as const;
  const killed = container('shop', { running: false, exitCode: 137, published: [published] });
  expect(errors(diagnosed('8000', { ...elsewhere(5000), containers: [killed] }))).toEqual(['process/killed']);
});

it('names no container where several have the port inside, nor another than the one that was named', () => {
  const as = (name: string, hostPort: number) =>
    container(name, {
      running: true,
      published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort, containerPort: 8000 }],
    });
  const errorsOf = (target: string, ...containers: ReturnType<typeof container>[]) =>
    errors(
      diagnosed(target, {
        ...nobody,
        containers,
        subject: { port: 8000, otherPorts: [], pids: [] },
      }),
    );
  expect(errorsOf('8000', as('shop', 8080))).toEqual(['port/wrong-port']);
  expect(errorsOf('8000', as('shop', 8080), as('blog', 8081))).toEqual(['port/nothing-listens']);
  expect(errorsOf('inner', as('shop', 8080))).toEqual(['port/nothing-listens']);
});

it('takes no stranger for it', () => {
  expect(errors(diagnosed('8000', elsewhere(5000, { directory: '/opt/other', environment: {} })))).toEqual([
    'port/nothing-listens',
  ]);
});

it('names a server that took any port where its usual one was taken', () => {
  const serve = (command: string[], port: number) =>
    errors(
      diagnosed(String(port), {
        ...elsewhere(45865, { command, environment: {} }),
        probes: ['127.0.0.1', '10.0.0.1'].map(each => probe(each, port, 'refused')),
      }),
    );
  const npx = ['node', '/srv/node_modules/.bin/serve'];
  expect(serve([...npx, '.'], 3000)).toEqual(['port/wrong-port']);
  expect(serve([...npx, '-l', '45865'], 3000)).toEqual(['port/nothing-listens']);
  expect(serve([...npx, '.'], 9999)).toEqual(['port/nothing-listens']);
  expect(serve(['node', 'server.js'], 3000)).toEqual(['port/nothing-listens']);
});

it('takes no server for it that passes requests on to that port', () => {
  const vite = elsewhere(5173, { command: ['node', 'node_modules/.bin/vite'], environment: {} });
  const file = (text: string) => [{ path: '/srv/vite.config.mjs', text, modifiedAt: 0 }];
  const proxied = "export default { server: { proxy: { '/api': 'http://localhost:8000' } } };";
  expect(errors(diagnosed('8000', { ...vite, configuration: file(proxied) }))).toEqual([
    'port/nothing-listens',
  ]);
  const meant = 'export default { server: { port: 8000 } };';
  expect(errors(diagnosed('8000', { ...vite, configuration: file(meant) }))).toEqual(['port/wrong-port']);
});

it('takes no neighbour for it where the server that was meant left a log of its end', () => {
  const express = elsewhere(8001, {
    command: ['node', '/opt/other/node_modules/.bin/vite'],
    directory: '/opt/other',
    environment: {},
  });
  expect(errors(diagnosed('8000', express))).toEqual(['port/wrong-port']);
  const logs = [
    {
      path: '/srv/server.log',
      modifiedAt: now - 60_000,
      because: 'caller-directory' as const,
      lines: ["TypeError: Cannot read properties of null (reading 'foo')", '    at /srv/server.js:3:66'],
      pid: null,
    },
  ];
  expect(errors(diagnosed('8000', { ...express, logs }))).toEqual(['process/crashed']);
  const lines = ['Error: listen EADDRNOTAVAIL: address not available 10.9.9.9:8000'];
  expect(errors(diagnosed('8000', { ...express, logs: [{ ...logs[0]!, lines }] }))).toEqual([
    'bind/address-not-here',
  ]);
  const usual = elsewhere(5000, {
    command: ['node', 'index.js'],
    directory: '/opt/other',
    environment: { PM2_HOME: '/root/.pm2' },
  });
  const asked = {
    ...usual,
    probes: [probe('127.0.0.1', 3000, 'refused'), probe('10.0.0.1', 3000, 'refused')],
  };
  expect(errors(diagnosed('3000', { ...asked, logs }))).toEqual(['process/crashed']);
});

it('takes no web server for it because somebody started it from this directory', () => {
  const nginx = elsewhere(80, {
    command: ['nginx: master process nginx'],
    name: 'nginx',
    executable: '/usr/sbin/nginx',
    environment: {},
  });
  expect(errors(diagnosed('8000', nginx))).toEqual(['port/nothing-listens']);
});

it('takes a web server on 8443 for one of HTTPS, and none on another port', () => {
  const from = { command: ['nginx', '-c', '/srv/n.conf'], name: 'nginx', directory: '/', environment: {} };
  const at = (port: number) => ({ ...elsewhere(port, from), probes: [probe('127.0.0.1', 443, 'refused')] });
  expect(errors(diagnosed('443', at(8443)))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('443', at(80)))).toEqual(['port/nothing-listens']);
  expect(errors(diagnosed('443', at(9443)))).toEqual(['port/nothing-listens']);
});

it('takes no port for it that the kernel chose', () => {
  expect(errors(diagnosed('8000', elsewhere(45000)))).not.toContain('port/wrong-port');
  const told = (...command: string[]) => elsewhere(45000, { command, environment: {} });
  expect(errors(diagnosed('8000', told('node', '/srv/node_modules/.bin/serve', '-p', '8000')))).toEqual([
    'port/wrong-port',
  ]);
  expect(errors(diagnosed('8000', told('worker', '--app-port', '8000')))).not.toContain('port/wrong-port');
  const [left] = diagnosed('8000', elsewhere(45000, { environment: { PORT: '0' } })).causes;
  expect(left?.code).toBe('port/wrong-port');
  expect(left?.summary).toContain('PORT=0 in its environment lets the kernel choose one');
  const [near] = diagnosed('8000', elsewhere(8001, { environment: { PORT: '0' } })).causes;
  expect(near?.summary).not.toContain('lets the kernel choose');
});

it('takes one that the kernel chose for it, whose log says that it has the port', () => {
  const output = '/srv/nohup.out';
  const at = (port: number, line: string, modifiedAt = now) => {
    const log = { path: output, because: 'caller-directory' as const, pid: null, modifiedAt, lines: [line] };
    return diagnosed('8000', { ...elsewhere(port, { output, environment: {} }), logs: [log] }).causes[0];
  };
  const found = at(45000, 'Server listening on port 8000');
  expect(found?.code).toBe('port/wrong-port');
  expect(found?.summary).toContain('its log names 8000, whatever port it was given');
  expect(at(45000, 'Server listening on port 45000')?.code).toBe('port/nothing-listens');
  const portless = at(45000, 'Server listening on port undefined');
  expect(portless?.code).toBe('port/wrong-port');
  expect(portless?.summary).toContain('it was told no port, so the kernel chose one');
  expect(portless?.evidence.at(-1)?.says).toBe('Its log says: Server listening on port undefined');
  // Whoever wrote there before it has said that.
  expect(at(45000, 'Server listening on port 8000', 0)?.code).toBe('port/nothing-listens');
});

it('names the port that a container publishes the asked one as', () => {
  const shop = container('shop', {
    published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080, containerPort: 8000 }],
  });
  const diagnosis = diagnosed('8000', { ...nobody, containers: [shop] });
  expect(errors(diagnosis)).toEqual(['port/wrong-port']);
  expect(diagnosis.causes[0]?.summary).toContain('8080');
});

it('names the one container that publishes a port for the web a step or two away', () => {
  const as = (hostPort: number, containerPort = 80, name = 'shop') =>
    container(name, { published: [{ protocol: 'tcp', hostAddress: '0.0.0.0', hostPort, containerPort }] });
  const found = (...containers: ReturnType<typeof container>[]) =>
    diagnosed('8000', { ...nobody, containers }).causes[0];
  expect(found(as(8001))).toMatchObject({
    code: 'port/wrong-port',
    summary: expect.stringContaining('container shop publishes its port 80 as port 8001'),
    fixes: [expect.objectContaining({ text: expect.stringContaining('-p 8000:80.') })],
  });
  expect(found(as(9001))?.code).toBe('port/nothing-listens');
  expect(found(as(8001), as(8002, 80, 'blog'))?.code).toBe('port/nothing-listens');
  expect(found(as(8001, 5432))?.code).toBe('port/nothing-listens');
  // By a database's port, and by one of datagrams, nobody means the web.
  const probes = ['127.0.0.1', '10.0.0.1'].map(each => probe(each, 5432, 'refused'));
  const admin = diagnosed('5432', { ...nobody, probes, containers: [as(5433)] });
  expect(errors(admin)).toEqual(['port/nothing-listens']);
  const game = as(8001).published.map(each => ({ ...each, protocol: 'udp' as const }));
  expect(
    errors(diagnosed('8000/udp', { ...nobody, containers: [container('game', { published: game })] })),
  ).toEqual(['port/nothing-listens']);
});

it("names the port of a container on this machine's own network, whose -p counts for nothing", () => {
  const withheld = [{ protocol: 'tcp' as const, hostAddress: '0.0.0.0', hostPort: 8000, containerPort: 80 }];
  const shop = container('shop', { networkMode: 'host', withheld });
  const diagnosis = diagnosed('8000', { ...elsewhere(80), containers: [shop] });
  expect(errors(diagnosis)).toEqual(['port/wrong-port']);
  expect(diagnosis.causes[0]?.summary).toContain('its server is on port 80 itself');
  const other = diagnosed('8000', { ...elsewhere(81), containers: [shop] });
  expect(other.causes[0]?.summary).not.toContain('its server is on');
});

it('takes the one script of this directory for it, and none of two', () => {
  const script = { environment: {} };
  expect(errors(diagnosed('8000', elsewhere(5000, script)))).toEqual(['port/wrong-port']);
  const two = elsewhere(5000, script);
  const other = running(43, ['node', 'other.js'], script);
  const world = {
    ...two,
    listeners: [...two.listeners, listener('0.0.0.0', 6000)],
    owners: { pidsByInode: { 10000: [42], 11000: [43] }, hidden: [] },
    processes: [...two.processes, other],
  };
  expect(errors(diagnosed('8000', world))).toEqual(['port/nothing-listens']);
});

it("takes what was compiled in this directory for it, and Java's classes, and no tool that was installed there", () => {
  const errorsOf = (command: string, executable: string) =>
    errors(diagnosed('8000', elsewhere(5000, { command: command.split(' '), executable, environment: {} })));
  expect(errorsOf('./shop', '/srv/shop')).toEqual(['port/wrong-port']);
  expect(errorsOf('java -cp . Shop', '/usr/bin/java')).toEqual(['port/wrong-port']);
  expect(errorsOf('shop', '/usr/bin/shop')).toEqual(['port/nothing-listens']);
  expect(errorsOf('esbuild', '/srv/node_modules/.bin/esbuild')).toEqual(['port/nothing-listens']);
});

it('takes the nearest port of this directory for it, whatever runs there', () => {
  const inline = running(43, ['node', '-e', 'serve()'], { environment: {} });
  const script = elsewhere(5000, { environment: {} });
  const [cause] = diagnosed('8000', {
    ...script,
    listeners: [listener('0.0.0.0', 5000), listener('0.0.0.0', 8001)],
    owners: { pidsByInode: { 10000: [42], 13001: [43] }, hidden: [] },
    processes: [...script.processes, inline],
  }).causes;
  expect(cause?.summary).toContain('listens on 8001 instead');
  const near = elsewhere(8001, { environment: {} });
  const errorsOf = (command: string) =>
    errors(
      diagnosed('8000', { ...near, processes: [{ ...near.processes[0]!, command: command.split(' ') }] }),
    );
  expect(errorsOf('./shop')).toEqual(['port/wrong-port']);
  for (const tunnel of ['ssh -N -L 8001:intranet:80 host', 'socat TCP-LISTEN:8001,fork TCP:10.0.0.9:80'])
    expect(errorsOf(tunnel)).toEqual(['port/nothing-listens']);
});

it('tells to ask a UDP port by UDP', () => {
  const world = {
    ...elsewhere(5399),
    listeners: [listener('0.0.0.0', 5399, { protocol: 'udp', state: 'unconnected' })],
  };
  const [cause] = diagnosed('8000/udp', world).causes;
  expect(cause?.fixes[0]?.text).toContain('netcheck why 5399/udp\n');
});

it('goes by docker-proxy where the engine tells an ordinary user nothing', () => {
  const line =
    '/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8080 -container-ip 172.17.0.2 -container-port 8000';
  const inside = {
    inode: -7,
    name: null,
    pids: [50],
    container: 'c'.repeat(64),
    unit: null,
    listeners: [listener('0.0.0.0', 8000)],
    holders: [],
    addresses: ['172.17.0.2'],
  };
  const another = line.replace('8080', '8081').replace('172.17.0.2', '172.17.0.3');
  const by = (lines: readonly string[], more: object = {}) =>
    diagnosed('8000', {
      ...nobody,
      processes: lines.map((each, at) => running(60 + at, each.split(' '), { uid: 0, user: 'root' })),
      namespaces: [inside],
      ...more,
    });
  const diagnosis = by([line, line.replace('0.0.0.0', '::')]);
  expect(diagnosis.causes[0]?.code).toBe('port/wrong-port');
  expect(diagnosis.causes[0]?.summary).toContain('published as port 8080');
  expect(errors(diagnosis)).not.toContain('namespace/not-published');
  expect(errors(by([line, another]))).not.toContain('port/wrong-port');
  // A server that is set up here for the very port was meant.
  const idle = { title: 'nginx', ports: [8000], files: [], logs: [], units: [], test: null };
  const [cause] = by([line], { subject: { port: 8000, otherPorts: [], pids: [], idle } }).causes;
  expect(cause).toMatchObject({
    code: 'port/nothing-listens',
    summary: expect.stringContaining('nginx would'),
  });
});

it('names the port from which a rule leads to a server in another namespace', () => {
  const inside = {
    inode: -7,
    name: 'box',
    pids: [50],
    container: null,
    unit: null,
    listeners: [listener('0.0.0.0', 8000)],
    holders: [],
    addresses: ['172.28.0.2'],
  };
  const found = (port: number, matches = [dport(8080)]) => {
    const rule = [...matches, { dnat: { addr: '172.28.0.2', port } }];
    const firewall = rulesOf(nft('prerouting', [rule], { type: 'nat' }));
    return diagnosed('8000', { ...nobody, firewall, namespaces: [inside] });
  };
  expect(found(8000).causes[0]).toMatchObject({
    code: 'port/wrong-port',
    summary: expect.stringContaining('a rule leads there from port 8080'),
  });
  expect(errors(found(8000))).not.toContain('namespace/not-published');
  expect(errors(found(80))).toEqual(['namespace/not-published']);
  const elsewhere = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth9' } };
  expect(errors(found(8000, [elsewhere, dport(8000)]))).toEqual(['port/nothing-listens']);
});

it('takes the web server of this directory for no database', () => {
  const web = elsewhere(5000, { command: ['python3', '-m', 'http.server', '5000'], environment: {} });
  const asked = (port: number) => ({
    ...web,
    probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
  });
  expect(errors(diagnosed('8000', asked(8000)))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('5432', asked(5432)))).toEqual(['port/nothing-listens']);
});

it('takes somebody’s own server of this directory for no mail server', () => {
  const own = elsewhere(9300, { command: ['node', 'chat.js'], environment: {} });
  const asked = (port: number) => ({
    ...own,
    probes: [probe('127.0.0.1', port, 'refused'), probe('10.0.0.1', port, 'refused')],
  });
  expect(errors(diagnosed('8000', asked(8000)))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('25', asked(25)))).toEqual(['port/nothing-listens']);
});

it('says that the server did not go by its variable', () => {
  const [cause] = diagnosed('8000', elsewhere(3000, { environment: { PORT: '8000' } })).causes;
  expect(cause?.code).toBe('port/wrong-port');
  expect(cause?.summary).toContain('PORT=8000 is in its environment, and it did not go by that');
  expect(cause?.evidence.some(({ source }) => source === '/proc/42/environ')).toBe(true);
  expect(cause?.fixes[0]?.text).toContain('process.env.PORT');
  const flask = [running(42, ['python3', '-m', 'flask', 'run'], { environment: { PORT: '8000' } })];
  const [own] = diagnosed('8000', { ...elsewhere(5000), processes: flask }).causes;
  expect(own?.fixes[0]?.text).toContain('--port "$PORT"');
});

it('says how the server comes to have the port: by its own option, or by the file that nobody reads', () => {
  const told = (command: readonly string[], text: string | null, ...more: ReturnType<typeof running>[]) =>
    diagnosed('8000', {
      ...elsewhere(3000),
      processes: [
        running(42, command, { directory: '/srv', environment: {}, parent: more[0]?.pid ?? 1 }),
        ...more,
      ],
      configuration: text === null ? [] : [{ path: '/srv/.env', text, modifiedAt: 0 }],
    }).causes[0]?.fixes[0]?.text;
  expect(told(['node', 'server.js'], 'PORT=8000')).toContain('node --env-file=.env');
  expect(told(['python3', 'server.py'], 'PORT=8000')).toContain('load_dotenv()');
  const vite = ['node', '/srv/node_modules/.bin/vite'];
  expect(told(vite, 'PORT=8000')).toContain('on 8000: --port 8000 in its command.');
  const npm = running(41, ['npm', 'run', 'dev'], { directory: '/srv', environment: {} });
  expect(told(vite, null, npm)).toContain('--port 8000 in its command (behind --, where npm run starts it).');
  expect(told(['node', 'server.js'], null)).toContain('Or start the server on 8000.');
});

it('takes no server for it that a runner keeps beside the one that ended', () => {
  const output = '/srv/nohup.out';
  const runner = running(40, ['node', '/srv/node_modules/.bin/concurrently', 'node web.js', 'node api.js'], {
    output,
    errors: output,
  });
  const shell = running(41, ['sh', '-c', 'node web.js'], { parent: 40, output, errors: output });
  const web = {
    ...elsewhere(3000, { environment: {}, parent: 41, output: null, errors: null }),
    sockets: [],
  };
  const logs = [
    {
      path: output,
      modifiedAt: now - 60_000,
      because: 'caller-directory' as const,
      lines: ["[1] Error: Cannot find module 'x'", '[1] node api.js exited with code 1'],
      pid: null,
    },
  ];
  const facts = { ...web, processes: [runner, shell, ...web.processes] };
  expect(errors(diagnosed('4000', { ...facts, logs: [] }))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('4000', { ...facts, logs }))).toEqual(['process/crashed']);
});

it.each([
  ['socat TCP-LISTEN:5000,fork TCP:localhost:8000', 'port/nothing-listens'],
  ['node gateway.js --port 5000 --api-port 8000', 'port/nothing-listens'],
  ['node gateway.js --upstream http://localhost:8000', 'port/nothing-listens'],
  ['node server.js --listen-backend :8000', 'port/wrong-port'],
])('takes nobody for it whose command names it as that of something else: %s', (line, code) => {
  const processes = [running(42, line.split(' '))];
  expect(errors(diagnosed('8000', { ...elsewhere(5000), processes }))).toEqual([code]);
});

it.each([
  ['ssh -N -L 9000:localhost:8000 ana@10.0.0.9', 'that port of ana@10.0.0.9'],
  ['kubectl port-forward svc/web 9000:8000', 'that port of svc/web'],
])('names the end of the tunnel at which %s takes connections', (command, far) => {
  const tunnel = elsewhere(9000, { command: command.split(' '), environment: {} });
  const { causes } = diagnosed('8000', tunnel);
  expect(causes[0]).toMatchObject({ code: 'port/wrong-port', summary: expect.stringContaining(far) });
  expect(causes[0]?.fixes[0]?.text).toContain('netcheck why 9000');
});

it.each([
  'ssh -N -L 9000:localhost:8001 ana@10.0.0.9',
  'ssh -p 8000 -N -L 9000:localhost:8001 ana@10.0.0.9',
  'socat TCP-LISTEN:9000,fork TCP:127.0.0.1:8000',
])('takes no tunnel for it that leads elsewhere, or to this very port: %s', command => {
  const tunnel = elsewhere(9000, { command: command.split(' '), environment: {} });
  expect(errors(diagnosed('8000', tunnel))).toEqual(['port/nothing-listens']);
});

it('takes no tunnel to a database for the one of this machine, which is stopped', () => {
  const tunnel = elsewhere(9000, { command: 'ssh -NL 9000:localhost:8000 db'.split(' '), environment: {} });
  expect(errors(diagnosed('8000', tunnel))).toEqual(['port/wrong-port']);
  const units = [unit({ name: 'shop.service', activeState: 'inactive', subState: 'dead' })];
  expect(errors(diagnosed('8000', { ...tunnel, units }))).toEqual(['port/nothing-listens']);
  const idle = { title: 'nginx', files: ['/n.conf'], ports: [8000], test: '', units: [], logs: [] };
  const subject = { port: 8000, otherPorts: [], pids: [], idle };
  expect(errors(diagnosed('8000', { ...tunnel, subject }))).toEqual(['port/nothing-listens']);
});

it('takes what serves on the port of another service for no candidate, though it runs in this folder', () => {
  const mail = { command: ['python3', 'smtp.py'], environment: {} };
  expect(errors(diagnosed('8000', elsewhere(9025, mail)))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('8000', elsewhere(25, mail)))).toEqual(['port/nothing-listens']);
});

it.each([
  ['ran beside the server that was there', 3_600_000, ['port/nothing-listens']],
  ['came after that had gone', 1000, ['port/wrong-port']],
])('takes a neighbour for the server where it %s', (_, age, expected) => {
  // It hung up on its last client ten seconds ago.
  const left = listener('10.0.0.1', 8000, { state: 'time-wait', inode: 0, expiresIn: 50, yields: true });
  const command = ['python3', '-m', 'http.server', '8001'];
  const seen = elsewhere(8001, { command, directory: '/srv/blog', startedAt: now - age, environment: {} });
  expect(errors(diagnosed('8000', { ...seen, sockets: [left] }))).toEqual(expected);
});
