import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import type { Neighbour } from '../../../src/facts/routes/types.js';
import { rule as noReturnRoute } from '../../../src/rules/route/no-return-route.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  farClient,
  fromClient,
  fromFar,
  fromHere,
  lookup,
  loopback,
  namespace,
  nic,
  refused,
  route,
  routes,
  verdictOf,
  wayBack,
  world,
} from '../../support/ground.js';

describe('route/no-return-route', () => {
  const lost = { lookups: [refused(farClient, 'ENETUNREACH', wayBack)] };

  it('is found where the reply has no route', () => {
    const found = verdictOf(noReturnRoute, world({ routes: routes(lost) }), fromFar);
    expect(found).toMatchObject({ severity: 'error', outcome: 'timeout' });
    expect(found).not.toHaveProperty('fixes.0.steps');
  });

  it('is found where the client has a broadcast address by the netmask here', () => {
    const said = (prefix: number) =>
      verdictOf(
        noReturnRoute,
        world({
          interfaces: known([loopback, nic('eth0', [`10.99.0.1/${prefix}`])], 'rtnetlink'),
          routes: routes({ lookups: [lookup(farClient, { ...wayBack, type: 'broadcast' })] }),
        }),
        fromFar,
      );
    expect(said(30)).toMatchObject({ severity: 'error', says: '10.99.0.2 is a broadcast address here' });
    expect(said(30)).toHaveProperty(
      'fixes.0.steps.0.command',
      'ip route del broadcast 10.99.0.2 dev eth0 table local',
    );
  });

  it('is unchecked where the client should be on our cable and nobody answers for its address', () => {
    const entry = (state: string): Neighbour => ({
      address: farClient,
      device: 'eth0',
      hardwareAddress: null,
      state,
    });
    const said = (state: string, gateway: string | null = null, question = fromFar) =>
      verdictOf(
        noReturnRoute,
        world({
          routes: routes({
            lookups: [lookup(farClient, { ...wayBack, gateway })],
            neighbours: [entry(state)],
          }),
        }),
        question,
      );
    expect(said('failed')).toContain('unchecked: 10.99.0.2 should be on the cable of eth0');
    expect(said('incomplete')).toContain('unchecked');
    expect(said('stale')).toBe('ruled-out');
    expect(said('failed', '10.77.0.254')).toBe('ruled-out');
  });

  it('gives a command that works where the client was heard on the wire', () => {
    const heard: Neighbour = {
      address: farClient,
      device: 'eth0',
      hardwareAddress: '02:00:00:00:00:01',
      state: 'stale',
    };
    const found = verdictOf(
      noReturnRoute,
      world({ routes: routes({ ...lost, neighbours: [heard] }) }),
      fromFar,
    );
    expect(found).toHaveProperty('fixes.0.steps.0.command', 'ip route replace 10.99.0.2/32 dev eth0');
  });

  it('is ruled out with a route, and is no matter for this machine itself', () => {
    const fine = world({ routes: routes({ lookups: [lookup(farClient, wayBack)] }) });
    expect(verdictOf(noReturnRoute, fine, fromFar)).toBe('ruled-out');
    expect(verdictOf(noReturnRoute, world({ routes: routes(lost) }), fromHere())).toBe('ruled-out');
  });
});

describe('route/no-return-route with a neighbour that was set by hand', () => {
  const near = '10.77.0.2';
  const asked = fromClient(near, { address: '10.77.0.1' });
  const own = nic('eth0', ['10.77.0.1/24'], { hardwareAddress: '02:00:00:00:00:01' });
  const entry = (over: Partial<Neighbour> = {}): Neighbour => ({
    address: near,
    device: 'eth0',
    hardwareAddress: '02:00:00:00:00:99',
    state: 'permanent',
    ...over,
  });
  const said = (neighbours: readonly Neighbour[], over = {}, interfaces = [loopback, own]) =>
    verdictOf(
      noReturnRoute,
      world({
        routes: routes({ lookups: [lookup(near, { ...wayBack, ...over })], neighbours }),
        interfaces: known(interfaces, 'rtnetlink'),
      }),
      asked,
    );

  it('is not ruled out while nothing shows that the hardware address is a neighbour’s', () => {
    expect(said([entry()])).toMatch(/^unchecked: .*set by hand on eth0/);
    const gateway = { gateway: '10.77.0.9' };
    expect(said([entry({ address: '10.77.0.9' })], gateway)).toMatch(/^unchecked: replies to 10\.77\.0\.9 /);
  });

  it('is ruled out by a sign of life, and for entries that the kernel or an overlay keeps', () => {
    expect(said([entry(), entry({ address: 'fe80::99', state: 'stale' })])).toBe('ruled-out');
    expect(said([entry({ state: 'reachable' })])).toBe('ruled-out');
    expect(said([entry()], {}, [loopback, { ...own, kind: 'vxlan' }])).toBe('ruled-out');
  });

  it('is found where the replies surely go to nobody', () => {
    for (const hardwareAddress of ['00:00:00:00:00:00', '02:00:00:00:00:01'])
      expect(said([entry({ hardwareAddress })])).toMatchObject({
        severity: 'error',
        fixes: [{ steps: [{ command: 'ip neigh del 10.77.0.2 dev eth0' }] }],
      });
  });
});

describe('route/no-return-route inside a namespace', () => {
  const nat = (more = '') =>
    rulesOf(
      iptables(
        [],
        {},
        `*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.28.0.2:80\n${more}COMMIT`,
      ),
    );
  const box = (
    inner: NonNullable<ReturnType<typeof namespace>['routes']> | undefined,
    more?: string,
    byRules?: true,
  ) =>
    behind(nat(more), {
      interfaces: known(
        [loopback, nic('eth0', ['10.77.0.1/24']), nic('box0', ['172.28.0.1/24'])],
        'rtnetlink',
      ),
      routes: routes({
        routes: [route('172.28.0.0/24', { device: 'box0' })],
        lookups: [lookup(farClient, wayBack)],
      }),
      namespaces: known(
        [
          namespace({
            name: 'box',
            addresses: ['172.28.0.2'],
            ...(inner ? { routes: inner } : {}),
            ...(byRules && { byRules }),
          }),
        ],
        '/proc',
      ),
    });
  const onLink = { prefix: '172.28.0.0/24', device: 'eth0' };

  it('is found where its routes do not lead to whom the connection comes from', () => {
    expect(verdictOf(noReturnRoute, box([onLink]), fromFar)).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip route add default via 172.28.0.1' }] }],
    });
    const refusing = [
      onLink,
      { prefix: '0.0.0.0/0', device: 'eth0' },
      { prefix: '10.0.0.0/8', device: null },
    ];
    expect(verdictOf(noReturnRoute, box(refusing), fromFar)).toMatchObject({
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip route del 10.0.0.0/8' }] }],
    });
    expect(verdictOf(noReturnRoute, box([]), fromFar)).toMatchObject({
      summary: expect.stringContaining('its interface is down'),
    });
  });

  it('is ruled out with a route, after masquerade, and where its routes are not known', () => {
    expect(verdictOf(noReturnRoute, box([onLink, { prefix: '0.0.0.0/0', device: 'eth0' }]), fromFar)).toBe(
      'ruled-out',
    );
    expect(verdictOf(noReturnRoute, box([onLink], '-A POSTROUTING -o box0 -j MASQUERADE\n'), fromFar)).toBe(
      'ruled-out',
    );
    expect(verdictOf(noReturnRoute, box(undefined), fromFar)).toBe('ruled-out');
  });

  it('goes by what the kernel inside said where policy rules decide, and is open where it was not asked', () => {
    const all = { prefix: '0.0.0.0/0', device: 'eth0' };
    const toClient = (device: string | null) => ({ prefix: `${farClient}/32`, device });
    const said = (...inner: Parameters<typeof box>[0] & object) =>
      verdictOf(noReturnRoute, box(inner, '', true), fromFar);
    expect(said(toClient('eth0'), onLink, all)).toBe('ruled-out');
    expect(said(toClient(null), onLink, all)).toMatchObject({
      severity: 'error',
      fixes: [
        { steps: [{ command: `nsenter -t 500 -n ip rule add to ${farClient}/32 lookup main pref 1` }] },
      ],
    });
    expect(said(onLink, all)).toMatch(/^unchecked: policy rules inside/);
    expect(verdictOf(noReturnRoute, box(undefined, '', true), fromFar)).toMatch(/^unchecked/);
  });

  it('goes by its routes of IPv6 for a client of that family, where any are known', () => {
    const rules = parseIptablesSave(
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination [fd28::2]:80\nCOMMIT',
      'iptables',
      'ip6',
    );
    const said = (...inner: NonNullable<ReturnType<typeof namespace>['routes']>) =>
      verdictOf(
        noReturnRoute,
        behind(rulesOf(rules), {
          interfaces: known(
            [
              loopback,
              nic('eth0', ['fe80::1/64', 'fd77::1/64']),
              nic('box0', ['fe80::2/64', 'fd28::1/64'], { kind: 'veth' }),
            ],
            'rtnetlink',
          ),
          routes: routes({
            routes: [route('fd28::/64', { device: 'box0' })],
            lookups: [lookup('fd99::2', { from: 'fd77::1' })],
          }),
          namespaces: known([namespace({ name: 'box', addresses: ['fd28::2'], routes: inner })], '/proc'),
        }),
        fromClient('fd99::2', { address: 'fd77::1' }),
      );
    const byFour = { prefix: '0.0.0.0/0', device: 'eth0', gateway: '172.28.0.1' };
    const links = ['fd28::/64', 'fe80::/64'].map(prefix => ({ prefix, device: 'eth0' }));
    const to = (gateway: string) => ({ prefix: '::/0', device: 'eth0', gateway });
    expect(said(byFour, ...links)).toMatchObject({
      severity: 'error',
      evidence: [{ source: '/proc/500/net/ipv6_route' }],
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip -6 route add default via fd28::1' }] }],
    });
    expect(said(...links, to('fd28::9'))).toMatchObject({
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip -6 route replace default via fd28::1' }] }],
    });
    expect(said(...links, to('fe80::9'))).toMatchObject({
      fixes: [{ steps: [{ command: 'nsenter -t 500 -n ip -6 route replace default via fe80::2 dev eth0' }] }],
    });
    expect(said(...links, to('fe80::2'))).toBe('ruled-out');
    expect(said(byFour)).toBe('ruled-out');
  });
});
