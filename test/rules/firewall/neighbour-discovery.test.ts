import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import type { RouteLookup } from '../../../src/facts/routes/types.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule } from '../../../src/rules/firewall/neighbour-discovery.js';
import { rule as hostDown } from '../../../src/rules/remote/host-down.js';
import { dport, behind as machine, nft, rulesOf } from '../../support/firewall.js';
import {
  address,
  fromHere,
  fromLan,
  listener,
  lookup,
  nic,
  probed,
  routes,
  routing,
  verdictOf,
} from '../../support/ground.js';

const six = fromLan({ address: 'fd77::1', family: 6 }, { source: 'fd77::2', network: 'fd77::/64' });
/** The server listens on both families. */
const behind = (rules: FirewallRules) =>
  machine(rules, { sockets: known([listener('::', 8000, { v6only: false })], 'sock_diag') });
const icmpv6 = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'ipv6-icmp' } };
const open = [dport(8000), { accept: null }];

describe('firewall/neighbour-discovery', () => {
  it('is found where a default drop lets only the port in', () =>
    expect(verdictOf(rule, behind(rulesOf(nft('input', [open], { policy: 'drop' }))), six)).toMatchObject({
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'nft add rule inet filter c meta l4proto ipv6-icmp accept' }] }],
    }));

  it('names the table of iptables in which it drops', () => {
    const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i eth0 -p ipv6-icmp -j DROP\nCOMMIT';
    const tables = parseIptablesSave(raw, 'iptables', 'ip6');
    expect(verdictOf(rule, behind(rulesOf(tables)), six)).toMatchObject({
      fixes: [{ steps: [{ command: 'ip6tables-nft -t raw -I PREROUTING 1 -p ipv6-icmp -j ACCEPT' }] }],
    });
  });

  it('is mended with the connection where the same rules drop both', () => {
    const rules = rulesOf(parseIptablesSave('*filter\n:INPUT DROP [0:0]\nCOMMIT', 'iptables', 'ip6'));
    const found = (question: typeof six) => verdictOf(drop, behind(rules), question);
    const open = 'ip6tables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT';
    const both = [{ command: open }, { command: 'ip6tables-nft -I INPUT 1 -p ipv6-icmp -j ACCEPT' }];
    expect(found(six)).toMatchObject({
      fixes: [{ title: expect.stringMatching(/; and ICMPv6/), steps: both }],
    });
    const table = rulesOf(nft('input', [[icmpv6, { accept: null }]], { policy: 'drop' }));
    const alone = verdictOf(drop, behind(table), six);
    expect(alone).toMatchObject({ fixes: [{ title: expect.not.stringContaining('ICMPv6') }] });
  });

  it('is found where the answer is dropped', () =>
    expect(verdictOf(rule, behind(rulesOf(nft('output', [[icmpv6, { drop: null }]]))), six)).toMatchObject({
      severity: 'error',
    }));

  it('is found for ARP', () => {
    const [table] = nft('input', [
      [
        { match: { op: '==', left: { payload: { protocol: 'arp', field: 'operation' } }, right: 'request' } },
        { drop: null },
      ],
    ]);
    const rules = rulesOf([{ ...table!, family: 'arp' }]);
    expect(verdictOf(rule, behind(rules), fromLan())).toMatchObject({
      summary: expect.stringContaining('ARP'),
    });
    expect(verdictOf(rule, behind(rules), six)).toBe('ruled-out');
  });

  it.each([
    ['daddr ip', '10.77.0.1', 'ruled-out'],
    ['daddr ip', '10.77.0.2', expect.objectContaining({ says: 'drops ARP' })],
    ['saddr ip', '10.77.0.1', expect.objectContaining({ says: 'drops ARP' })],
  ])('knows who is answered: %s %s', (name, right, expected) => {
    const left = { payload: { protocol: 'arp', field: name } };
    const [table] = nft('output', [[{ match: { op: '==', left, right } }, { drop: null }]]);
    const rules = rulesOf([{ ...table!, family: 'arp' }]);
    expect(verdictOf(rule, behind(rules), fromLan())).toEqual(expected);
  });

  it('is ruled out where ICMPv6 passes, for IPv4 and for this machine itself', () => {
    const rules = rulesOf(nft('input', [open, [icmpv6, { accept: null }]], { policy: 'drop' }));
    expect(verdictOf(rule, behind(rules), six)).toBe('ruled-out');
    expect(verdictOf(rule, behind(rules), fromLan())).toBe('ruled-out');
    expect(
      verdictOf(
        rule,
        behind(rulesOf(nft('input', [], { policy: 'drop' }))),
        fromHere({ address: '::1', family: 6 }),
      ),
    ).toBe('ruled-out');
  });

  it.each([
    [255, 'ruled-out'],
    [64, expect.objectContaining({ severity: 'error' })],
  ])('knows that neighbours are sought with 255 hops left: accepted with %d', (right, expected) => {
    const hops = { match: { op: '==', left: { payload: { protocol: 'ip6', field: 'hoplimit' } }, right } };
    const rules = rulesOf(nft('input', [open, [icmpv6, hops, { accept: null }]], { policy: 'drop' }));
    expect(verdictOf(rule, behind(rules), six)).toEqual(expected);
  });

  it('is unchecked where a rule may drop ARP', () => {
    const strange = { match: { op: '==', left: { payload: { protocol: 'arp', field: 'odd' } }, right: 'x' } };
    const [table] = nft('input', [[strange, { drop: null }]]);
    expect(verdictOf(rule, behind(rulesOf([{ ...table!, family: 'arp' }])), fromLan())).toContain(
      'unchecked',
    );
  });

  it.each([
    ['netdev', 'ingress'],
    ['bridge', 'input'],
  ] as const)('is found in a table of family %s', (family, hook) => {
    const type = {
      match: { op: '==', left: { payload: { protocol: 'ether', field: 'type' } }, right: 'arp' },
    };
    const [table] = nft(hook, [[type, { drop: null }]], { dev: 'eth0' });
    const rules = rulesOf([{ ...table!, family }]);
    const interfaces =
      family === 'netdev'
        ? [nic('eth0', ['10.77.0.1/24'])]
        : [
            nic('br0', ['10.77.0.1/24'], { kind: 'bridge', index: 7 }),
            nic('eth0', [], { index: 2, master: 'br0' }),
          ];
    const facts = machine(rules, { interfaces: known(interfaces, 'rtnetlink') });
    const input = interfaces[0]!.name;
    expect(verdictOf(rule, facts, fromLan({}, { input }))).toMatchObject({ says: 'drops ARP' });
  });

  it('knows that everybody is asked who has an address', () => {
    const found = (right: string) => {
      const left = { payload: { protocol: 'ether', field: 'daddr' } };
      const [table] = nft('ingress', [[{ match: { op: '==', left, right } }, { drop: null }]], {
        dev: 'eth0',
      });
      return verdictOf(rule, machine(rulesOf([{ ...table!, family: 'netdev' }])), fromLan());
    };
    expect(found('ff:ff:ff:ff:ff:ff')).toMatchObject({ says: 'drops ARP' });
    expect(found('01:80:c2:00:00:00')).toBe('ruled-out');
  });

  it('knows the lines that arptables writes', () => {
    const is = (name: string, right: number | string) => ({
      match: { op: '==', left: { payload: { protocol: 'arp', field: name } }, right },
    });
    const lines = (address: string) =>
      nft('input', [
        [is('htype', 1), is('hlen', 6), is('plen', 4), is('saddr ip', address), { drop: null }],
      ]).map(table => ({ ...table, family: 'arp' as const }));
    expect(verdictOf(rule, behind(rulesOf(lines('10.77.0.2'))), fromLan())).toMatchObject({
      says: 'drops ARP',
    });
    expect(verdictOf(rule, behind(rulesOf(lines('10.77.0.9'))), fromLan())).toBe('ruled-out');
  });

  const elsewhere = nic('lo', ['10.77.0.50/32'], { index: 1, flags: ['LOOPBACK', 'UP', 'LOWER_UP'] });
  const card = nic('eth0', ['10.77.0.1/24']);
  const ignoring = (arpIgnore: Record<string, number>) =>
    machine(rulesOf([]), {
      interfaces: known([elsewhere, card], 'rtnetlink'),
      routes: known(routing({ arpIgnore }), 'rtnetlink'),
    });

  it.each<[string, Record<string, number>, string, boolean]>([
    ['an address of another interface', { all: 1, eth0: 0 }, '10.77.0.50', true],
    ['an address of the interface', { all: 1, eth0: 0 }, '10.77.0.1', false],
    ['an address of the network', { all: 0, eth0: 2 }, '10.77.0.1', false],
    ['everything', { all: 0, eth0: 8 }, '10.77.0.1', true],
    ['nothing', { all: 0, eth0: 0 }, '10.77.0.50', false],
  ])('knows what arp_ignore leaves unanswered: %s', (_, settings, address, found) => {
    const verdict = verdictOf(rule, ignoring(settings), fromLan({ address }));
    if (found)
      expect(verdict).toMatchObject({
        outcome: 'timeout',
        fixes: [
          {
            steps: [{ command: 'sysctl -w net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.eth0.arp_ignore=0' }],
          },
        ],
      });
    else expect(verdict).toBe('ruled-out');
  });

  it('knows that an address beyond the shared network is sent to one within it', () => {
    const service = nic('lo', ['10.99.0.1/32'], { index: 1, flags: elsewhere.flags });
    const asks = (mode: number) =>
      verdictOf(
        rule,
        machine(rulesOf([]), {
          interfaces: known([service, card], 'rtnetlink'),
          routes: known(routing({ arpIgnore: { all: mode } }), 'rtnetlink'),
        }),
        fromLan({ address: '10.99.0.1' }),
      );
    expect([asks(1), asks(2)]).toEqual(['ruled-out', 'ruled-out']);
    expect(asks(8)).toMatchObject({ summary: expect.stringContaining('answering ARP for 10.77.0.1') });
  });

  it('is ruled out where a load balancer answers for the address', () => {
    const claimed = [{ by: '02:00:00:00:00:99', on: 'eth0' }];
    const shared = nic('lo', [address('10.77.0.50/32', { claimed })], { index: 1, flags: elsewhere.flags });
    const facts = machine(rulesOf([]), {
      interfaces: known([shared, card], 'rtnetlink'),
      routes: known(routing({ arpIgnore: { all: 1 } }), 'rtnetlink'),
    });
    expect(verdictOf(rule, facts, fromLan({ address: '10.77.0.50' }))).toBe('ruled-out');
  });

  it('is found where ARP is switched off on the card', () => {
    const mute = nic('eth0', ['10.77.0.1/24', 'fd77::1/64'], {
      flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'],
    });
    const sockets = known([listener('::', 8000, { v6only: false })], 'sock_diag');
    const facts = machine(rulesOf([]), { interfaces: known([mute], 'rtnetlink'), sockets });
    for (const question of [fromLan(), six])
      expect(verdictOf(rule, facts, question)).toMatchObject({
        summary: expect.stringContaining('ARP is switched off on eth0'),
      });
    // Both ends may have been told by hand.
    const hardwareAddress = '02:00:00:00:00:02';
    const fixed = {
      address: '10.77.0.2',
      device: 'eth0',
      state: 'permanent',
      hardwareAddress,
      router: false,
    };
    const told = { ...facts, routes: routes({ neighbours: [fixed] }) };
    expect(verdictOf(rule, told, fromLan())).toMatch(/^unchecked: .* 10\.77\.0\.2 has a fixed entry/);
  });

  it.each([
    ['ipv0', 'ipvlan'],
    ['nk0', 'netkit'],
    ['wwan0', null],
  ])('is no matter on %s, which never has it', (input, kind) => {
    const item = nic(input, ['10.77.0.1/24'], { kind, flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'] });
    const facts = machine(rulesOf([]), { interfaces: known([item], 'rtnetlink') });
    expect(verdictOf(rule, facts, fromLan({}, { input }))).toBe('ruled-out');
  });

  it('is no matter for a bare port that is served by IPv4 alone', () => {
    const rules = rulesOf(nft('input', [open], { policy: 'drop' }));
    expect(verdictOf(rule, machine(rules), six)).toBe('ruled-out');
    const named = { ...six, target: { ...six.target, host: 'fd77::1' } };
    expect(verdictOf(rule, machine(rules), named)).toMatchObject({ severity: 'error' });
  });

  const far = { source: 'fd99::2', network: null, kind: 'address', label: 'fd99::2' } as const;
  const shut = rulesOf(nft('input', [open], { policy: 'drop' }));
  const byRouter = (over: Partial<RouteLookup> = {}, flags = ['BROADCAST', 'UP', 'LOWER_UP']) =>
    machine(shut, {
      interfaces: known([nic('eth0', ['fd77::1/64', 'fd78::1/64'], { flags })], 'rtnetlink'),
      sockets: known([listener('::', 8000, { v6only: false })], 'sock_diag'),
      routes: routes({ lookups: [lookup('fd99::2', { from: 'fd78::1', gateway: 'fd78::fe', ...over })] }),
    });
  const asksFar = fromLan({ address: 'fd78::1', family: 6 }, far);

  it('is found where the router cannot find this machine by which the client comes', () => {
    expect(verdictOf(rule, byRouter(), asksFar)).toMatchObject({
      outcome: 'timeout',
      summary: expect.stringContaining('IPv6 neighbour discovery from fd78::fe'),
    });
    expect(verdictOf(rule, byRouter({ gateway: null }), asksFar)).toBe('ruled-out');
    expect(verdictOf(rule, byRouter({ device: 'eth1' }), asksFar)).toBe('ruled-out');
  });

  it('is no matter on a device that needs no hardware addresses', () => {
    const tunnel = byRouter({}, ['POINTOPOINT', 'NOARP', 'UP', 'LOWER_UP']);
    expect(verdictOf(rule, tunnel, six)).toBe('ruled-out');
    expect(verdictOf(rule, tunnel, asksFar)).toBe('ruled-out');
    expect(verdictOf(rule, byRouter(), six)).toMatchObject({ severity: 'error' });
  });

  describe('of this machine itself', () => {
    const there = fromHere({ address: 'fd77::9', family: 6, local: false });
    const shut = rulesOf(nft('input', [open], { policy: 'drop' }));
    const searching = (over: Partial<Facts> = {}, way: Partial<RouteLookup> = {}) =>
      machine(shut, {
        probes: probed('host-unreachable', 3100, 'fd77::9'),
        routes: routes({ lookups: [lookup('fd77::9', { source: 'fd77::1', ...way })] }),
        ...over,
      });

    it('is found where this machine may not ask for the hardware address', () => {
      const mute = nic('eth0', ['10.77.0.1/24'], { flags: ['BROADCAST', 'NOARP', 'UP', 'LOWER_UP'] });
      const asked = (
        state: string,
        way: Partial<RouteLookup> = {},
        outcome: 'timeout' | 'refused' = 'timeout',
      ) => {
        const hardwareAddress = '02:00:00:00:00:02';
        const entry = { address: '10.77.0.9', device: 'eth0', state, hardwareAddress, router: false };
        const lookups = [lookup('10.77.0.9', { source: '10.77.0.1', ...way })];
        const facts = machine(rulesOf([]), {
          interfaces: known([mute], 'rtnetlink'),
          probes: probed(outcome, 3400, '10.77.0.9'),
          routes: routes({ lookups, neighbours: [entry] }),
        });
        return verdictOf(rule, facts, fromHere({ address: '10.77.0.9', local: false }));
      };
      expect(asked('stale')).toMatchObject({
        summary: expect.stringContaining('so this machine cannot find 10.77.0.9, whether'),
        fixes: [{ steps: [{ command: 'ip link set eth0 arp on' }] }],
      });
      expect(asked('stale', { gateway: '10.77.0.254' })).toMatchObject({
        summary: expect.stringContaining('cannot find 10.77.0.254, the gateway to 10.77.0.9'),
      });
      expect(asked('permanent')).toBe('ruled-out');
      expect(asked('stale', {}, 'refused')).toBe('ruled-out');
    });

    it('is found where the answers of the neighbour are dropped, or of the gateway', () => {
      expect(verdictOf(rule, searching(), there)).toMatchObject({
        outcome: 'unreachable',
        summary: expect.stringContaining('the answers of fd77::9 to IPv6 neighbour discovery'),
        fixes: [{ steps: [{ command: 'nft add rule inet filter c meta l4proto ipv6-icmp accept' }] }],
      });
      expect(verdictOf(rule, searching({}, { gateway: 'fe80::1' }), there)).toMatchObject({
        summary: expect.stringContaining('cannot find fe80::1, the gateway to fd77::9'),
      });
    });

    it('is found where its own question may not leave', () => {
      const mute = searching(behind(rulesOf(nft('output', [[icmpv6, { drop: null }]]))));
      const facts = { ...searching(), firewall: mute.firewall };
      expect(verdictOf(rule, facts, there)).toMatchObject({
        summary: expect.stringContaining("this machine's own IPv6 neighbour discovery"),
      });
    });

    it('shows without the rules by answers that came in and were not delivered', () => {
      const unread = (after: Record<string, number>) =>
        searching({
          firewall: unknown('needs-root', 'root'),
          limits: known({ counters: { before: {}, after } } as never, '/proc'),
        });
      expect(verdictOf(rule, unread({ Ip6InReceives: 5, Ip6InDelivers: 2 }), there)).toMatchObject({
        severity: 'error',
        outcome: 'unreachable',
        summary: expect.stringContaining('drops the answers of fd77::9 to IPv6 neighbour discovery'),
      });
      for (const after of [
        { Ip6InReceives: 3, Ip6InDelivers: 2 },
        { Ip6InReceives: 5, Ip6InDelivers: 2, Ip6InMcastPkts: 2 },
      ])
        expect(verdictOf(rule, unread(after), there)).toBe('unchecked: root');
      // One packet proves nothing, and leaves open whether the other machine is down.
      expect(verdictOf(hostDown, unread({ Ip6InReceives: 3, Ip6InDelivers: 2 }), there)).toContain(
        'came in and was not delivered',
      );
      expect(verdictOf(hostDown, unread({}), there)).toMatchObject({ says: 'no such machine' });
    });

    it('is ruled out where the neighbour was found, and where discovery passes', () => {
      const fast = searching({ probes: probed('host-unreachable', 2, 'fd77::9') });
      expect(verdictOf(rule, fast, there)).toBe('ruled-out');
      expect(verdictOf(rule, searching({ probes: probed('refused', 2, 'fd77::9') }), there)).toBe(
        'ruled-out',
      );
      const passes = rulesOf(nft('input', [[icmpv6, { accept: null }]], { policy: 'drop' }));
      const facts = { ...searching(), firewall: machine(passes).firewall };
      expect(verdictOf(rule, facts, there)).toBe('ruled-out');
    });
  });

  it('knows the hop limit of neighbour discovery', () => {
    const hops = (right: number) =>
      rulesOf(
        nft(
          'input',
          [
            [
              { match: { op: '==', left: { payload: { protocol: 'ip6', field: 'hoplimit' } }, right } },
              icmpv6,
              { accept: null },
            ],
            [dport(8000), { accept: null }],
          ],
          { policy: 'drop' },
        ),
      );
    expect(verdictOf(rule, behind(hops(255)), six)).toBe('ruled-out');
    expect(verdictOf(rule, behind(hops(64)), six)).toMatchObject({ severity: 'error' });
  });
});
