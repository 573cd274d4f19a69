import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import type { UpstreamState } from '../../../src/facts/upstreams/types.js';
import { choosesClients, onlyForwards } from '../../../src/programs/proxies/forwarders.js';
import { tunnelOf } from '../../../src/programs/proxies/tunnel.js';
import { rule } from '../../../src/rules/client/tunnel-wrong-port.js';
import type { Finding } from '../../../src/rules/rule.js';
import { fromHere, listener, namespace, process, verdictOf, world } from '../../support/ground.js';
import { attempt } from '../../support/names.js';
import { talk } from '../../support/proxied.js';

const ssh = ['ssh', '-fN', '-p', '2222', '-L', '8000:localhost:9999', 'ana@far'];

type Outcome = 'closed' | 'reset' | 'answered';

const asked = (
  command: readonly string[],
  outcome: Outcome,
  more: readonly Conversation[] = [],
  forwarded?: UpstreamState,
  {
    first,
    ...seen
  }: { readonly first?: Conversation } & Partial<Pick<Facts, 'logs' | 'processes' | 'namespaces'>> = {},
) => {
  const socket = listener('127.0.0.1', 8000);
  const said =
    first ??
    talk(outcome === 'answered' ? 200 : null, {
      outcome,
      firstBytes: outcome === 'answered' ? 'HTTP' : '',
    });
  const facts = world({
    sockets: known([socket], 'sock_diag'),
    owners: known({ pidsByInode: { [socket.inode]: [42] }, hidden: [] }, '/proc'),
    processes: known([process(42, command)], '/proc'),
    probes: known([attempt('127.0.0.1', 'connected', { conversations: [said, ...more] })], 'connect()'),
    ...seen,
    ...(forwarded && {
      upstreams: known({ proxy: null, upstreams: [], logged: null, forwarded }, 'a connection'),
    }),
  });
  return verdictOf(rule, facts, fromHere());
};

describe('client/tunnel-wrong-port', () => {
  it.each([
    ['localhost:9999', 'On ana@far, ss -ltn', '-L 8000:localhost:PORT ana@far'],
    ['10.88.0.5:8080', 'On 10.88.0.5, ss -ltn', '-L 8000:10.88.0.5:PORT ana@far'],
  ])('sends whoever made the tunnel to where it leads: %s', (end, place, again) => {
    const { fixes } = asked(['ssh', '-fN', '-L', `8000:${end}`, 'ana@far'], 'closed') as Finding;
    expect(fixes[0]?.text).toContain(place);
    expect(fixes[0]?.text).toContain(again);
  });

  it('calls a tunnel on a unix socket by its path', () => {
    const path = '/run/db.sock';
    const socket = listener('', 0);
    const said = talk(null, { outcome: 'closed', firstBytes: '' });
    const facts = world({
      sockets: known([socket], 'sock_diag'),
      owners: known({ pidsByInode: { [socket.inode]: [42] }, hidden: [] }, '/proc'),
      processes: known([process(42, ['ssh', '-N', '-L', `${path}:localhost:5432`, 'far'])], '/proc'),
      probes: known(
        [attempt(path, 'connected', { port: 0, conversations: [said, { ...said, reason: 'wait' }] })],
        '',
      ),
    });
    const question = fromHere();
    const target = { ...question.target, socketPath: path };
    const asked = { ...question, target, address: '', port: 0 };
    const found = verdictOf(rule, facts, asked) as Finding;
    expect(found.summary).toMatch(/^\/run\/db\.sock is a tunnel/);
    expect(found.evidence[0]?.says).toContain('listens on /run/db.sock');
    expect(found.fixes[0]?.text).toContain('ssh -L /run/db.sock:localhost:PORT');
  });

  it.each([
    [ssh, 'closed', 'tunnel to localhost:9999'],
    [ssh, 'reset', 'tunnel to localhost:9999'],
    [['kubectl', 'port-forward', '-n', 'web', 'svc/web', '8000:81'], 'closed', 'tunnel to 81'],
    [['socat', 'TCP-LISTEN:8000,fork', 'TCP:127.0.0.1:81'], 'closed', 'tunnel to 127.0.0.1:81'],
    [['ncat', '-lk', '8000', '--sh-exec', 'ncat 127.0.0.1 81'], 'closed', 'tunnel to 127.0.0.1:81'],
    [['ncat', '-lk', '8000', '-c', 'nc -N -w 1 127.0.0.1 81'], 'closed', 'tunnel to 127.0.0.1:81'],
    [['/lib/systemd/systemd-socket-proxyd', '127.0.0.1:81'], 'reset', 'tunnel to 127.0.0.1:81'],
  ] as const)('is found for %j that is %s', (command, outcome, says) =>
    expect(asked(command, outcome)).toMatchObject({ severity: 'error', says }),
  );

  it.each([
    ['the far end answers', ssh, 'answered'],
    ['another program hangs up', ['python3', 'server.py'], 'closed'],
    ['ssh forwards another port', ['ssh', '-L', '9000:localhost:9999', 'far'], 'closed'],
  ] as const)('is ruled out where %s', (_, command, outcome) =>
    expect(asked(command, outcome)).toBe('ruled-out'),
  );

  it.each([
    [
      'answers other words',
      { reason: 'service', outcome: 'answered', firstBytes: "-ERR unknown command 'PRI'" },
    ],
    ['waits for its own words', { reason: 'wait', outcome: 'silent', firstBytes: '', ms: 250 }],
  ] as const)('is ruled out where the far end hangs up on HTTP and %s', (_, by) =>
    expect(asked(['socat', 'TCP-LISTEN:8000,fork', 'TCP:db:6379'], 'closed', [talk(null, by)])).toBe(
      'ruled-out',
    ),
  );

  const configured = ['ssh', '-N', '-F', 'cfg', 'far'];
  it('is found where ssh was told the forward by its configuration, and hangs up before it is asked', () => {
    const found = asked(configured, 'closed', [
      talk(null, { reason: 'wait', outcome: 'closed', firstBytes: '' }),
    ]);
    expect(found).toMatchObject({ severity: 'error', says: 'tunnel to the other side' });
    expect((found as Finding).summary).toContain('to a port that far reaches');
    expect((found as Finding).fixes[0]?.text).toContain(
      'the line LocalForward 8000 in cfg, or end this tunnel and start it again:\n  ssh -F cfg -L',
    );
  });
  it('is ruled out where that may be a SOCKS proxy, which takes no HTTP', () =>
    expect(asked(configured, 'closed')).toBe('ruled-out'));

  it('is found where the far end is still tried when it has been waited for', () => {
    const by = talk(null, { reason: 'wait', outcome: 'silent', firstBytes: '', ms: 250 });
    const late = talk(null, { outcome: 'closed', firstBytes: '', ms: 3100 });
    const line = 'channel 2: open failed: connect failed: No route to host';
    const logs = known([{ path: '/srv/ssh.log', lines: [line] } as never], 'the log');
    const asking = (more: object, other = by) =>
      asked(ssh, 'closed', [other], undefined, { first: late, ...more });
    expect(asking({ logs })).toMatchObject({ severity: 'error' });
    // What ends so late was tried all the while; only who waits for longer than a dead neighbour is looked for has met somebody.
    expect(asking({})).toMatchObject({ severity: 'error' });
    const soon = { first: talk(null, { outcome: 'closed', firstBytes: '', ms: 900 }) };
    expect(asking(soon)).toMatchObject({ severity: 'error' });
    expect(asking(soon, { ...by, ms: 3200 })).toBe('ruled-out');
    const own = { path: '/srv/ssh.log', lines: [] };
    const heard = { processes: known([process(42, ssh, { errors: own.path })], '/proc') };
    expect(asking({ ...soon, ...heard, logs: known([own as never], 'the log') })).toBe('ruled-out');
  });

  it('is found where the neighbour at its far end was looked for in vain, however soon it is ended', () => {
    const upstream = { protocol: 'http', host: '172.28.0.7', port: 80, text: '172.28.0.7:80' } as never;
    const end = { upstream, addresses: ['172.28.0.7'], nameError: null, probes: [], socket: null };
    const absent = { address: '172.28.0.7', device: 'br0', hardwareAddress: null, state: 'failed' };
    const by = talk(null, { reason: 'wait', outcome: 'silent', firstBytes: '', ms: 300 });
    expect(asked(socat, 'reset', [by], end)).toBe('ruled-out');
    // Somebody is there, in a namespace of this machine: a rule on the way is to blame.
    const space = namespace({ addresses: ['172.28.0.7'], listeners: [listener('0.0.0.0', 80)] });
    const namespaces = known([space], '/proc');
    expect(asked(socat, 'reset', [by], { ...end, absent }, { namespaces })).toBe('ruled-out');
    expect(asked(socat, 'reset', [by], { ...end, absent })).toMatchObject({
      evidence: [{}, {}, { says: expect.stringContaining('the neighbour 172.28.0.7 on br0 is failed') }],
    });
  });

  it.each([
    'socat[77] E connecting to AF=2 172.28.0.7:80: Connection timed out',
    'socat[77] E connect(5, AF=2 172.28.0.7:80, 16): No route to host',
  ])('is found where its log says that nobody is at the far end: %s', line => {
    const by = talk(null, { reason: 'service', outcome: 'silent', firstBytes: '', ms: 700 });
    const first = talk(null, { outcome: 'reset', firstBytes: '', ms: 1300 });
    const processes = known([process(42, socat, { errors: '/srv/socat.log' })], '/proc');
    const log = (text: string) =>
      known([{ path: '/srv/socat.log', pid: 42, lines: [text] } as never], 'the log');
    const asking = (text: string) =>
      asked(socat, 'reset', [by], undefined, { first, processes, logs: log(text) });
    expect(asking(line)).toMatchObject({ severity: 'error', outcome: 'reset' });
    expect(asking('socat[77] N childdied(): handling signal 17')).toBe('ruled-out');
  });

  const socat = ['socat', 'TCP-LISTEN:8000,fork', 'TCP:127.0.0.1:81'];
  const far = (outcome: 'connected' | 'refused'): UpstreamState => ({
    upstream: {
      protocol: 'http',
      host: '127.0.0.1',
      port: 81,
      path: null,
      file: '',
      line: 0,
      text: '127.0.0.1:81',
    },
    addresses: ['127.0.0.1'],
    nameError: null,
    probes: [attempt('127.0.0.1', outcome, { port: 81 })],
    socket: null,
  });
  it('says that an attempt at a far end here was refused', () =>
    expect(asked(socat, 'closed', [], far('refused'))).toMatchObject({
      evidence: [
        {},
        {},
        { says: 'an attempt at 127.0.0.1:81 was refused', source: 'connect() to 127.0.0.1:81' },
      ],
    }));
  it('is ruled out where somebody is at the far end: a server that hangs up, or a forwarder that refuses clients', () =>
    expect(asked(socat, 'closed', [], far('connected'))).toBe('ruled-out'));
  it('is found where the server is on the other loopback address than the one that the forwarder asks', () => {
    const end = far('refused');
    const other = attempt('::1', 'connected', { port: 81 });
    expect(asked(socat, 'closed', [], { ...end, probes: [...end.probes, other] })).toMatchObject({
      says: 'tunnel to 127.0.0.1:81',
    });
    const named = {
      ...end,
      upstream: { ...end.upstream, host: 'localhost' },
      probes: [...end.probes, other],
    };
    expect(asked(socat, 'closed', [], named)).toBe('ruled-out');
  });
  it('is ruled out where nobody knows of the far end, and the forwarder turns some clients away itself', () =>
    expect(asked(['socat', 'TCP-LISTEN:8000,fork,range=10.0.0.0/8', 'TCP:10.0.0.5:81'], 'closed')).toBe(
      'ruled-out',
    ));
  it('quotes what another program was started with', () =>
    expect(
      (asked(['kubectl', 'port-forward', 'pod/$(id)', '8000:81'], 'closed') as Finding).fixes[0]?.text,
    ).toContain("'pod/$(id)' 8000:PORT"));
  it('is ruled out where somebody listens on the unix socket', () =>
    expect(
      asked(['socat', 'TCP-LISTEN:8000,fork', 'UNIX:/run/a'], 'closed', [], {
        ...far('refused'),
        probes: [],
        socket: {
          path: '/run/a',
          kind: 'socket',
          uid: 0,
          gid: 0,
          mode: 0o777,
          listening: true,
          closed: [],
          asUser: null,
        },
      }),
    ).toBe('ruled-out'));

  it.each([
    ['administratively prohibited: open failed', 'forbids the tunnel', 'AllowTcpForwarding yes'],
    [
      'connect failed: Temporary failure in name resolution',
      'does not know the name',
      'getent hosts localhost',
    ],
    ['connect failed: Connection timed out', 'cannot be reached', 'On ana@far'],
  ])('says why the other side made no connection: %s', (reason, headline, advice) => {
    const line = `channel 2: open failed: ${reason}`;
    const logs = known([{ path: '/srv/ssh.log', lines: [line] } as never], 'the log');
    const found = asked(ssh, 'closed', [], undefined, { logs }) as Finding;
    expect(found.headline).toContain(headline);
    expect(found.fixes[0]?.text).toContain(advice);
  });
});

it.each([
  [['ssh', '-L8000:db:5432', 'far'], { end: 'db:5432', by: 'far' }],
  [['ssh', '-NL', '127.0.0.1:8000:[::1]:80', 'far', 'sleep', '9'], { end: '[::1]:80', by: 'far' }],
  [['ssh', '-o', 'LocalForward=8000 db:5432', '-i', 'key', 'far'], { end: 'db:5432', by: 'far' }],
  [['ssh', '-N', '-F', 'lab.conf', 'far'], { end: '', by: 'far', file: 'lab.conf' }],
  [['ssh', 'ana@far', '-N', '-L', '8000:db:1'], { end: 'db:1', by: 'ana@far' }],
  [['ssh', 'far', 'socat', '-L', '8000:db:1'], { end: '', by: 'far' }],
  [['ssh', '-ND127.0.0.1:8000', 'far'], undefined],
  [['python3', './kubectl', 'port-forward', 'pod/web', '8000:81'], { end: '81', by: 'pod/web' }],
  [['ssh', '-D', '8000', 'far'], undefined],
  [['ssh', '-N', 'far'], { end: '', by: 'far' }],
  [['kubectl', '--context', 'x', 'port-forward', 'pod/web', '8000'], { end: '8000', by: 'pod/web' }],
  [['kubectl', 'get', 'pods'], undefined],
  [['socat', '-d', 'TCP4-L:8000,reuseaddr,fork', 'UNIX-CONNECT:/run/app.sock'], { end: '/run/app.sock' }],
  [['socat', 'OPENSSL-LISTEN:8000,cert=a.pem', 'TCP4:[::1]:80,crlf'], { end: '[::1]:80' }],
  [['socat', 'TCP-LISTEN:8000,fork', 'TCP4:localhost:80'], { end: '127.0.0.1:80' }],
  [['socat', 'TCP-LISTEN:8000,fork', 'TCP6-CONNECT:localhost:80,crlf'], { end: '[::1]:80' }],
  [['socat', 'TCP-LISTEN:8000,fork', 'TCP:localhost:80'], { end: 'localhost:80' }],
  [['socat', 'TCP-LISTEN:8001,fork', 'TCP:127.0.0.1:8000'], undefined],
  [['socat', 'TCP-LISTEN:8000,fork', 'EXEC:/bin/cat'], undefined],
  [['redir', '-n', '0.0.0.0', '8000', '127.0.0.1', '81'], { end: '127.0.0.1:81' }],
  [['redir', ':8000', ':81'], { end: 'localhost:81' }],
  [['redir', ':8001', ':8000'], undefined],
  [['redir', '--lport=8000', '--cport=81', '--caddr=db'], { end: 'db:81' }],
  [['simpleproxy', '-d', '-L', '0.0.0.0:8000', '-R', 'db:81'], { end: 'db:81' }],
  [['simpleproxy', '-L', '8001', '-R', 'db:8000'], undefined],
  [['sshd: ana'], { program: 'sshd', by: 'ana', end: '' }],
  [['sshd-session: ana@notty'], { by: 'ana' }],
  [['sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups'], undefined],
  [['sshd: ana [priv]'], undefined],
])('reads %j', (command, expected) =>
  expected
    ? expect(tunnelOf(process(1, command), 8000, [])).toMatchObject(expected)
    : expect(tunnelOf(process(1, command), 8000, [])).toBeUndefined(),
);

it.each([
  [
    'rinetd',
    '# bindaddress …\n0.0.0.0 8000 127.0.0.1 81\n0.0.0.0 8001/tcp db 82/tcp [timeout=9]\n',
    '127.0.0.1:81',
  ],
  ['rinetd', '0.0.0.0 8000/tcp ::1 81/tcp\n', '[::1]:81'],
  ['rinetd', '10.0.0.1 8000 a 81\n10.0.0.2 8000 b 81\n', undefined],
  ['rinetd', 'logfile /var/log/rinetd.log\nallow 10.0.*\n', undefined],
  [
    'xinetd',
    'service a\n{\n port = 8000\n redirect = db 81\n}\nservice b\n{\n port = 9\n redirect = x 1\n}',
    'db:81',
  ],
  ['xinetd', 'service a\n{\n port = 8000\n server = /bin/cat\n}', undefined],
  ['xinetd', 'service a\n{\n port = 9\n redirect = db 8000\n}', undefined],
])('reads the file of %s: %j', (name, text, end) =>
  expect(
    onlyForwards(process(1, [name], { name }), 8000, [{ path: '/etc/x', text, modifiedAt: 0 }])?.end,
  ).toBe(end),
);

it.each([
  ['rinetd', '10.0.0.1 8000 10.0.0.5 81\nallow 10.0.*\n', true],
  ['rinetd', '# allow nobody\n10.0.0.1 8000 10.0.0.5 81\n', false],
  ['xinetd', 'service a\n{\n port = 8000\n only_from += 10.0.0.5\n redirect = db 81\n}', true],
  ['xinetd', 'service a\n{\n port = 8000\n redirect = db 81\n}', false],
  ['redir', 'allow all', false],
])('reads whom %s turns away itself: %j', (program, text, chooses) =>
  expect(choosesClients({ program }, process(1, [program]), [{ path: '/etc/x', text, modifiedAt: 0 }])).toBe(
    chooses,
  ),
);
