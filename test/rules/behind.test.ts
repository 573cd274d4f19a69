import { describe, expect, it } from 'vitest';
import { judge } from '../../src/diagnosis/judge.js';
import { known } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/facts.js';
import type { Namespace } from '../../src/facts/namespaces/types.js';
import { rule as loopbackOnly } from '../../src/rules/bind/loopback-only.js';
import { rule as drop } from '../../src/rules/firewall/drop.js';
import { rule as egressBlocked } from '../../src/rules/firewall/egress-blocked.js';
import { rule as forwardDropped } from '../../src/rules/firewall/forward-dropped.js';
import { rule as replyDropped } from '../../src/rules/firewall/reply-dropped.js';
import { rules } from '../../src/rules/index.js';
import { rule as containerLoopback } from '../../src/rules/namespace/container-loopback.js';
import { rule as remoteFiltered } from '../../src/rules/remote/filtered.js';
import { rule as refused } from '../../src/rules/remote/refused.js';
import { rule as blackhole } from '../../src/rules/route/blackhole.js';
import { rule as noReturnRoute } from '../../src/rules/route/no-return-route.js';
import { rule as noRoute } from '../../src/rules/route/no-route.js';
import { rule as rpFilter } from '../../src/rules/route/rp-filter.js';
import type { Finding } from '../../src/rules/rule.js';
import { iptables, nft, rulesOf } from '../support/firewall.js';
import {
  fromClient,
  fromHere,
  fromLan,
  listener,
  lookup,
  loopback,
  namespace,
  nic,
  policyRule,
  refused as refusal,
  routes,
  verdictOf,
  world,
} from '../support/ground.js';
import { lookedUp, says } from '../support/names.js';
import { attempt } from '../support/talks.js';

const there = { address: '172.17.0.2', local: false, behind: 'target' } as const;
const asked = fromLan(there);
const far = fromClient('10.99.0.2', there);
const outward = fromClient('172.17.0.2', { address: '10.77.0.9', local: false, behind: 'client' }, 'docker0');

const inside = (over: Partial<Namespace> = {}) =>
  namespace({
    name: 'shop',
    addresses: ['172.17.0.2'],
    listeners: [listener('0.0.0.0', 8000)],
    routes: [
      { prefix: '172.17.0.0/16', device: 'eth0' },
      { prefix: '0.0.0.0/0', device: 'eth0' },
    ],
    ...over,
  });

const machine = (over: Partial<Facts> = {}, space = inside()): Facts =>
  world({
    interfaces: known(
      [loopback, nic('eth0', ['10.77.0.1/24']), nic('docker0', ['172.17.0.1/16'], { kind: 'bridge' })],
      'rtnetlink',
    ),
    sockets: known([], 'sock_diag'),
    namespaces: known([space], '/proc'),
    routes: routes({ lookups: [lookup('172.17.0.2', { device: 'docker0' })] }),
    ...over,
  });

const filtered = (...tables: Parameters<typeof rulesOf>) => ({ firewall: known(rulesOf(...tables), 'nft') });

describe('what others ask of a container by its own address', () => {
  it('passes this machine, whose forward chain may drop it', () => {
    const closed = machine(filtered(iptables([], { FORWARD: 'DROP' })));
    expect(verdictOf(forwardDropped, closed, asked)).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      summary: expect.stringContaining('send to 172.17.0.2:8000, which passes through this machine'),
    });
    const off = machine(filtered([], { forwarding: { eth0: false } }));
    expect(verdictOf(forwardDropped, off, asked)).toMatchObject({ says: 'forwarding is switched off' });
    expect(verdictOf(forwardDropped, machine(), asked)).toBe('ruled-out');
  });

  it('passes what comes before that, and the rules inside', () => {
    const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 172.17.0.2/32 ! -i docker0 -j DROP\nCOMMIT';
    expect(verdictOf(drop, machine(filtered(iptables([], {}, raw))), asked)).toMatchObject({
      outcome: 'timeout',
    });
    const own = (hook: string) =>
      inside({ firewall: { rules: rulesOf(nft(hook, [], { policy: 'drop' })), device: 'eth0' } });
    expect(verdictOf(drop, machine({}, own('input')), asked)).toMatchObject({
      summary: expect.stringContaining('Inside network namespace shop'),
    });
    expect(verdictOf(replyDropped, machine({}, own('output')), asked)).toMatchObject({
      fixes: [{ steps: [{ command: expect.stringMatching(/^nsenter -t 500 -n nft /) }] }],
    });
    expect(verdictOf(replyDropped, machine({}, own('input')), asked)).toBe('ruled-out');
  });

  it('is kept from its neighbours by isolated ports of their bridge', () => {
    const near = fromClient('172.17.0.3', there, 'docker0');
    const on = (...isolated: readonly boolean[]) => {
      const ports = isolated.map((each, at) =>
        nic(`veth${at}`, [], { master: 'docker0', ...(each && { isolated: true }) }),
      );
      const bridge = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge' });
      return verdictOf(
        forwardDropped,
        machine({ interfaces: known([loopback, bridge, ...ports], 'rtnetlink') }),
        near,
      );
    };
    expect(on(true, true)).toMatchObject({
      fixes: [{ steps: [{ command: 'bridge link set dev veth0 isolated off' }, {}] }],
    });
    expect(on(true, true, false)).toMatch(/^unchecked: 2 of the 3 ports/);
    expect(on(true, false)).toBe('ruled-out');
    const elsewhere = fromClient(
      '172.17.0.3',
      { address: '10.77.0.9', local: false, behind: 'client' },
      'docker0',
    );
    const ports = ['veth0', 'veth1'].map(name => nic(name, [], { master: 'docker0', isolated: true }));
    const bridge = nic('docker0', ['172.17.0.1/16'], { kind: 'bridge' });
    const nics = known([loopback, nic('eth0', ['10.77.0.1/24']), bridge, ...ports], 'rtnetlink');
    expect(verdictOf(forwardDropped, machine({ interfaces: nics }), elsewhere)).toBe('ruled-out');
  });

  it('ends where nobody listens, or on loopback alone', () => {
    expect(
      verdictOf(refused, machine({}, inside({ listeners: [listener('0.0.0.0', 80)] })), asked),
    ).toMatchObject({
      outcome: 'refused',
      says: 'nothing listens on 8000 inside network namespace shop',
      fixes: [{ title: 'Ask for port 80' }],
    });
    expect(verdictOf(refused, machine(), asked)).toBe('ruled-out');
    const bound = machine({}, inside({ listeners: [listener('127.0.0.1', 8000)] }));
    expect(verdictOf(refused, bound, asked)).toBe('ruled-out');
    expect(verdictOf(containerLoopback, bound, asked)).toMatchObject({ outcome: 'refused' });
  });

  it('is answered by a way back, inside and here', () => {
    const near = inside({ routes: [{ prefix: '172.17.0.0/16', device: 'eth0' }] });
    expect(verdictOf(noReturnRoute, machine({}, near), asked)).toMatchObject({
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip route add default via 172.17.0.1' }] }],
    });
    expect(verdictOf(noReturnRoute, machine(), asked)).toBe('ruled-out');
    const back = { from: '172.17.0.2', input: 'docker0' };
    const none = routes({ lookups: [refusal('10.99.0.2', 'ENETUNREACH', back)] });
    expect(verdictOf(noReturnRoute, machine({ routes: none }), far)).toMatchObject({ severity: 'error' });
  });

  it('is kept by the routes and by reverse-path filtering as it comes in', () => {
    const way = { from: '10.99.0.2', input: 'eth0' };
    const back = lookup('10.99.0.2', { from: '172.17.0.2', input: 'docker0', device: 'eth1' });
    const strict = routes({
      lookups: [refusal('172.17.0.2', 'EINVAL', way), back],
      reversePathFilter: { all: 0, eth0: 1 },
    });
    expect(verdictOf(rpFilter, machine({ routes: strict }), far)).toMatchObject({ outcome: 'timeout' });
    const thrown = routes({
      lookups: [refusal('172.17.0.2', 'EINVAL', way)],
      rules: [policyRule('from all to 172.17.0.0/16 iif eth0 blackhole')],
    });
    expect(verdictOf(blackhole, machine({ routes: thrown }), far)).toMatchObject({ says: 'blackhole route' });
  });

  it('is sent here by those of whom somebody has a connection there', () => {
    const met = (...clients: readonly string[]) => machine({}, inside({ clients }));
    expect(verdictOf(noRoute, met('10.77.0.9'), asked)).toBe('ruled-out');
    expect(verdictOf(noRoute, met('172.17.0.1', '10.78.0.9'), asked)).toMatch(/^unchecked/);
    expect(verdictOf(noRoute, met('10.99.0.2'), far)).toBe('ruled-out');
    expect(verdictOf(noRoute, met('10.99.0.3'), far)).toMatch(/^unchecked/);
  });

  it("rests on the client's own routes, which are seen of containers alone", () => {
    expect(verdictOf(noRoute, machine(), asked)).toMatch(/^unchecked: .*"via 10\.77\.0\.1"/);
    expect(verdictOf(noRoute, machine(), far)).toMatch(/^unchecked: whether 10\.99\.0\.2 sends/);
    const client = (ways: readonly string[]) =>
      known(
        [
          inside(),
          namespace({
            pids: [600],
            name: 'pod',
            addresses: ['172.18.0.2'],
            routes: ways.map(prefix => ({ prefix, device: 'eth0' })),
          }),
        ],
        '/proc',
      );
    const nics = known(
      [loopback, nic('docker0', ['172.17.0.1/16']), nic('br1', ['172.18.0.1/16'])],
      'rtnetlink',
    );
    const pod = fromClient('172.18.0.2', there, 'br1');
    const on = (ways: readonly string[]) => machine({ interfaces: nics, namespaces: client(ways) });
    expect(verdictOf(noRoute, on(['172.18.0.0/16', '0.0.0.0/0']), pod)).toBe('ruled-out');
    expect(verdictOf(noRoute, on(['172.18.0.0/16']), pod)).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ command: 'nsenter -t 600 -n ip route add default via 172.18.0.1' }] }],
    });
    expect(verdictOf(noRoute, machine(), fromClient('172.17.0.3', there, 'docker0'))).toBe('ruled-out');
  });

  describe('where a router is named inside that is not this machine', () => {
    const cables = (kind: string) =>
      known([loopback, nic('v1', ['172.17.0.1/16'], { kind }), nic('v2', ['172.18.0.1/16'], { kind })], 'x');
    const via = (gateway: string) => [
      { prefix: '172.16.0.0/12', device: 'eth0', gateway: '172.17.0.1' },
      { prefix: '0.0.0.0/0', device: 'eth0', gateway },
      { prefix: '172.18.0.0/16', device: 'eth0', gateway },
    ];
    const pod = fromClient('172.18.0.2', there, 'v2');
    const ways = routes({ lookups: [lookup('172.17.0.2', { device: 'v1' })] });

    it.each([
      ['veth', '172.17.0.1', 'ruled-out'],
      ['veth', '172.17.0.254', 'error'],
      ['bridge', '172.17.0.254', 'unchecked'],
      ['veth', '169.254.1.1', 'ruled-out'],
    ])('%s, answers by %s: %s', (kind, gateway, answer) => {
      const facts = machine({ interfaces: cables(kind), routes: ways }, inside({ routes: via(gateway) }));
      const result = verdictOf(noReturnRoute, facts, pod);
      if (answer !== 'error') return expect(result).toMatch(new RegExp(`^${answer}`));
      expect(result).toMatchObject({
        says: 'a router that is not there inside network namespace shop',
        fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip route replace 172.18.0.0/16 via 172.17.0.1' }] }],
      });
    });

    it.each([
      ['veth', '172.18.0.1', 'ruled-out'],
      ['veth', '172.18.0.254', 'error'],
      ['bridge', '172.18.0.254', 'unchecked'],
    ])('%s, requests by %s: %s', (kind, gateway, answer) => {
      const client = namespace({
        pids: [600],
        name: 'pod',
        addresses: ['172.18.0.2'],
        routes: [{ prefix: '0.0.0.0/0', device: 'eth0', gateway }],
      });
      const namespaces = known([inside(), client], '/proc');
      const facts = machine({ interfaces: cables(kind), routes: ways, namespaces });
      const result = verdictOf(noRoute, facts, pod);
      const local = verdictOf(noRoute, facts, fromClient('172.18.0.2', { address: '172.17.0.1' }, 'v2'));
      if (answer !== 'error')
        return expect([result, local]).toEqual([expect.stringMatching(answer), 'ruled-out']);
      expect(local).toEqual({ ...(result as object), summary: expect.stringContaining('for 172.17.0.1 to') });
      const twice = known([inside(), client, { ...client, inode: 7 }], '/proc');
      expect(verdictOf(noRoute, { ...facts, namespaces: twice }, pod)).toMatch(/^unchecked/);
      expect(result).toMatchObject({
        summary: expect.stringContaining('172.18.0.254, which is nobody'),
        fixes: [{ steps: [{ command: 'nsenter -t 600 -n ip route replace default via 172.18.0.1' }] }],
      });
    });
  });

  describe("has the client's own rules to pass", () => {
    const pod = (hook: string, rules: Parameters<typeof nft>[1], device: string | null = 'eth0') =>
      namespace({
        pids: [600],
        name: 'pod',
        addresses: ['10.99.0.2'],
        firewall: { rules: rulesOf(nft(hook, rules, { policy: 'drop' })), device },
      });
    const on = (...spaces: readonly Namespace[]) =>
      machine({ namespaces: known([inside(), ...spaces], '/proc') });
    const out = { match: { op: '==', left: { meta: { key: 'oifname' } }, right: 'eth0' } };

    it('on its way out and back in', () => {
      expect(verdictOf(egressBlocked, on(pod('output', [])), far)).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('Inside network namespace pod, no rule'),
        fixes: [{ steps: [{ command: expect.stringMatching(/^nsenter -t 600 -n nft /) }] }],
      });
      expect(verdictOf(egressBlocked, on(pod('input', [])), far)).toMatchObject({
        says: 'blocks the way back from 172.17.0.2:8000 inside network namespace pod',
      });
      const local = fromClient('10.99.0.2', { address: '10.77.0.1' });
      expect(verdictOf(egressBlocked, on(pod('output', [])), local)).toMatchObject({ severity: 'error' });
    });

    it('and is not stopped by what cannot be told', () => {
      const accept = [[out, { accept: null }]] as Parameters<typeof nft>[1];
      expect(verdictOf(egressBlocked, on(pod('output', accept)), far)).toBe('ruled-out');
      expect(verdictOf(egressBlocked, on(pod('output', accept, null)), far)).toBe('ruled-out');
      expect(verdictOf(egressBlocked, on(pod('output', []), pod('output', [])), far)).toBe('ruled-out');
      expect(verdictOf(egressBlocked, on(pod('output', [])), asked)).toBe('ruled-out');
    });
  });

  it("leaves open whether others have a route to this machine's address on a bridge of its containers", () => {
    const own = (address: string, input = 'eth0') => fromLan({ address }, { input });
    expect(verdictOf(noRoute, machine(), own('172.17.0.1'))).toMatch(/^unchecked: .*172\.17\.0\.1/);
    expect(verdictOf(noRoute, machine(), own('172.17.0.1', 'docker0'))).toBe('ruled-out');
    expect(verdictOf(noRoute, machine(), own('10.77.0.1'))).toBe('ruled-out');
  });

  it('may ask another machine through this one, and be masqueraded or not', () => {
    const masked = '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT';
    const ways = routes({ lookups: [lookup('10.77.0.9', { device: 'eth0' })] });
    const on = (space: Namespace | undefined, ...rules: Parameters<typeof iptables>) =>
      machine({ ...filtered(iptables(...rules)), routes: ways }, space);
    expect(verdictOf(noReturnRoute, on(inside(), []), outward)).toMatch(
      /^unchecked: nothing masquerades 172.17.0.2/,
    );
    expect(verdictOf(noReturnRoute, on(inside(), [], {}, masked), outward)).toBe('ruled-out');
    expect(verdictOf(forwardDropped, on(inside(), [], { FORWARD: 'DROP' }, masked), outward)).toMatchObject({
      headline: 'the forward chain drops what the container sends',
    });
    expect(verdictOf(noRoute, on(inside(), []), outward)).toBe('ruled-out');
    const lost = inside({ routes: [{ prefix: '172.17.0.0/16', device: 'eth0' }] });
    expect(verdictOf(noRoute, on(lost, []), outward)).toMatchObject({ severity: 'error' });
    const codes = judge(rules, on(inside(), []), [outward]).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['remote/filtered', 'remote/refused', 'tls/expired']));
  });

  it('is judged by rules that know of it, and of the server by what this machine gets from it', () => {
    const codes = new Set(judge(rules, machine(), [asked]).map(({ code }) => code));
    for (const code of ['firewall/bypassed', 'remote/filtered', 'bind/loopback-only', 'interface/down'])
      expect(codes).not.toContain(code);
    for (const code of ['process/stopped', 'http/not-found', 'tls/expired', 'tcp/reset', 'firewall/drop'])
      expect(codes).toContain(code);
  });
});

describe("what a container asks of the machine's own network", () => {
  const from = fromHere({ address: '172.17.0.1', local: false });
  const iif = { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'docker0' } };
  const on = (over: Partial<Namespace>) => {
    const rules = rulesOf(nft('input', [[iif, { drop: null }]] as Parameters<typeof nft>[1]));
    const host = namespace({
      pids: [1, 80],
      addresses: ['10.77.0.1', '172.17.0.1'],
      firewall: { rules, device: null },
      routes: [{ prefix: '172.17.0.0/16', device: 'docker0' }],
      ...over,
    });
    return machine({
      interfaces: known([loopback, nic('eth0', ['172.17.0.2/16'], { kind: 'veth' })], 'rtnetlink'),
      namespaces: known([host], '/proc'),
      routes: routes({ lookups: [lookup('172.17.0.1', { device: 'eth0', source: '172.17.0.2' })] }),
    });
  };

  it('passes its rules by the interface that leads back', () => {
    expect(verdictOf(drop, on({}), from)).toMatchObject({
      summary: expect.stringContaining("In the machine's own network, a firewall rule drops"),
      fixes: [{ steps: [{ command: expect.stringMatching(/^nsenter -t 1 -n nft /) }] }],
    });
    const other = on({ routes: [{ prefix: '172.17.0.0/16', device: 'br-0' }] });
    expect(verdictOf(drop, other, from)).toBe('ruled-out');
    // A container on several networks may be come to by another than it answers by.
    expect(verdictOf(drop, on({ pids: [80] }), from)).not.toMatchObject({ severity: 'error' });
  });

  it('passes its forward chain to what lies beyond', () => {
    const beyond = fromHere({ address: '10.77.0.9', local: false });
    const through = (policy: string, over: Partial<Namespace> = {}) => ({
      ...on({
        firewall: { rules: rulesOf(iptables([], { FORWARD: policy })), device: null },
        routes: [
          { prefix: '172.17.0.0/16', device: 'docker0' },
          { prefix: '10.77.0.0/24', device: 'eth0' },
        ],
        ...over,
      }),
      routes: routes({
        lookups: [lookup('10.77.0.9', { device: 'eth0', gateway: '172.17.0.1', source: '172.17.0.2' })],
      }),
    });
    expect(verdictOf(forwardDropped, through('DROP'), beyond)).toMatchObject({
      headline: 'the forward chain drops what the container sends',
      summary: expect.stringContaining("In the machine's own network, "),
      fixes: [
        {
          steps: [
            { command: expect.stringMatching(/^nsenter -t 1 -n iptables-nft -A FORWARD -d 10\.77\.0\.9 /) },
            { command: expect.stringMatching(/^nsenter -t 1 -n iptables-nft -A FORWARD -s 10\.77\.0\.9 /) },
          ],
        },
      ],
    });
    expect(verdictOf(forwardDropped, through('ACCEPT'), beyond)).toBe('ruled-out');
    expect(verdictOf(forwardDropped, through('DROP', { pids: [80] }), beyond)).toBe('ruled-out');
    expect(verdictOf(forwardDropped, through('DROP', { routes: [] }), beyond)).toBe('ruled-out');
    const bare: object = { forwards: false, firewall: undefined };
    for (const off of [through('ACCEPT', { forwards: false }), through('ACCEPT', bare)])
      expect(verdictOf(forwardDropped, off, beyond)).toMatchObject({
        says: expect.stringContaining('forwarding is switched off'),
        fixes: [{ steps: [{ command: 'nsenter -t 1 -n sysctl -w net.ipv4.ip_forward=1' }] }],
      });
    expect(verdictOf(forwardDropped, through('ACCEPT', { forwards: true }), beyond)).toBe('ruled-out');
    const names = lookedUp([], { name: 'shop.test', answers: [says('10.77.0.9', 'timeout')] });
    const asking = { ...through('DROP'), names: known(names, 'getaddrinfo') };
    expect(verdictOf(forwardDropped, asking, fromHere({ address: '' }))).toMatchObject({
      summary: expect.stringContaining('shop.test cannot be looked up'),
    });
  });

  it('leaves with its own source where nobody masquerades it', () => {
    const beyond = fromHere({ address: '10.77.0.9', local: false });
    const sent = (nat: readonly string[], peer: Partial<Namespace> = {}) => {
      const lines = nat.map(each => `-A POSTROUTING ${each}`);
      const more = `*nat\n:POSTROUTING ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT`;
      const facts = on({
        firewall: { rules: rulesOf(iptables([], {}, more)), device: null },
        routes: [
          { prefix: '172.17.0.0/16', device: 'docker0' },
          { prefix: '10.77.0.0/24', device: 'eth0' },
        ],
      });
      const way = { device: 'eth0', gateway: '172.17.0.1', source: '172.17.0.2' };
      const spaces = facts.namespaces.status === 'known' ? facts.namespaces.value : [];
      return verdictOf(
        remoteFiltered,
        {
          ...facts,
          namespaces: known([...spaces, namespace({ addresses: ['10.77.0.9'], ...peer })], '/proc'),
          probes: known([attempt([], { address: '10.77.0.9', outcome: 'timeout' })], 'connect()'),
          routes: routes({ lookups: [lookup('10.77.0.9', way)] }),
        },
        beyond,
      );
    };
    const [first] = (sent([]) as Finding).fixes;
    expect(first?.steps?.[0]).toMatchObject({
      command: expect.stringMatching(
        /^nsenter -t 1 -n nft '.* ip saddr 172\.17\.0\.2\/16 oifname "eth0" masquerade'$/,
      ),
    });
    for (const other of [
      sent(['-s 172.17.0.0/16 -o eth0 -j MASQUERADE']),
      sent([], { routes: [{ prefix: '0.0.0.0/0', device: 'eth0', gateway: '10.77.0.1' }] }),
    ])
      expect((other as Finding).fixes[0]?.title).toBe('Look at the other end');
  });

  it('is not taken by a server on its loopback', () => {
    const refused = known([attempt([], { address: '172.17.0.1', outcome: 'refused' })], 'connect()');
    const serving = (address: string) => ({
      ...on({ listeners: [listener(address, 8000)] }),
      probes: refused,
    });
    expect(verdictOf(loopbackOnly, serving('127.0.0.1'), from)).toMatchObject({
      summary: expect.stringContaining('172.17.0.1 is the machine that this network namespace is on'),
    });
    expect(verdictOf(loopbackOnly, serving('0.0.0.0'), from)).toBe('ruled-out');
    expect(verdictOf(loopbackOnly, on({ listeners: [listener('127.0.0.1', 8000)] }), from)).toBe('ruled-out');
  });
});
