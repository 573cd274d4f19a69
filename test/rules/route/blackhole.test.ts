import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { Routing } from '../../../src/facts/routes/types.js';
import { rule as blackhole } from '../../../src/rules/route/blackhole.js';
import type { Finding } from '../../../src/rules/rule.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  farClient,
  fromFar,
  fromLan,
  lookup,
  loopback,
  nic,
  policyRule,
  probed,
  refused,
  route,
  routes,
  toRemote,
  verdictOf,
  wayBack,
  world,
} from '../../support/ground.js';

describe('route/blackhole', () => {
  it('is found where a policy rule throws away what comes in, before the local table is asked', () => {
    const arrival = { from: '10.77.0.2', input: 'eth0' };
    const facts = (error: string, text: string) =>
      world({
        routes: routes({
          lookups: [refused('10.77.0.1', error, arrival), lookup('10.77.0.2', wayBack)],
          rules: [policyRule(text)],
          routes: [route('10.77.0.0/24')],
        }),
      });
    const text = 'from all to 10.77.0.1 iif eth0 blackhole';
    expect(verdictOf(blackhole, facts('EHOSTUNREACH', text), fromLan())).toMatchObject({
      outcome: 'timeout',
      says: 'blackhole rule',
      fixes: [{ steps: [{ command: 'ip rule del priority 100' }] }],
    });
    expect(verdictOf(blackhole, facts('EXDEV', text), fromLan())).toBe('ruled-out');
    expect(
      verdictOf(blackhole, facts('EHOSTUNREACH', 'from all to 10.77.0.1 iif eth1 blackhole'), fromLan()),
    ).toBe('ruled-out');
  });

  it.each([
    [null, '10.77.0.2/32 dev lo'],
    ['127.0.0.1', '10.77.0.2/32 via 127.0.0.1 dev lo'],
  ])('is found where a route leads into lo, by %s', (gateway, text) => {
    const into = { device: 'lo', gateway };
    const all = [route('10.77.0.0/24'), route('10.77.0.2/32', into)];
    const facts = (over = {}, routed = all) =>
      world({
        interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'])], 'rtnetlink'),
        routes: routes({ lookups: [lookup('10.77.0.2', { ...wayBack, ...into, ...over })], routes: routed }),
      });
    expect(verdictOf(blackhole, facts(), fromLan())).toMatchObject({
      outcome: 'timeout',
      says: 'route into lo',
      summary: `The route "${text}" throws away the replies to 10.77.0.2.`,
      fixes: [{ steps: [{ command: `ip route del ${text}` }] }],
    });
    const alone = verdictOf(blackhole, facts({}, all.slice(1)), fromLan()) as Finding;
    expect(alone.fixes[0]?.steps).toBeUndefined();
    expect(verdictOf(blackhole, facts({ type: 'local' }), fromLan())).toBe('ruled-out');
    expect(verdictOf(blackhole, facts({ device: 'eth0' }), fromLan())).toBe('ruled-out');
  });

  it('is no route into lo where the connection is refused: a rule led it elsewhere before', () => {
    const tried = (outcome: 'timeout' | 'refused') =>
      world({
        interfaces: known([loopback], 'rtnetlink'),
        probes: probed(outcome, 1),
        routes: routes({ lookups: [lookup(toRemote.address, { device: 'lo' })] }),
      });
    expect(verdictOf(blackhole, tried('timeout'), toRemote)).toMatchObject({ says: 'route into lo' });
    expect(verdictOf(blackhole, tried('refused'), toRemote)).toBe('ruled-out');
  });

  it('is found where the local table has lost the route of an own address', () => {
    const arrival = refused('10.77.0.1', 'EHOSTUNREACH', { from: '10.77.0.2', input: 'eth0' });
    const facts = (over = {}, first = policyRule('from all lookup local', 0, 255)) =>
      world({
        routes: routes({ lookups: [{ ...arrival, ...over }, lookup('10.77.0.2', wayBack)], rules: [first] }),
      });
    expect(verdictOf(blackhole, facts(), fromLan())).toMatchObject({
      says: 'no local route of 10.77.0.1',
      fixes: [
        { steps: [{ command: expect.stringContaining('route add local 10.77.0.1 dev eth0 table local') }] },
      ],
    });
    expect(verdictOf(blackhole, facts({ error: null, type: 'local' }), fromLan())).toBe('ruled-out');
    expect(verdictOf(blackhole, facts({ error: 'EXDEV' }), fromLan())).toBe('ruled-out');
    const vrf = nic('eth0', ['10.77.0.1/24'], { master: 'vrf0' });
    const within = { ...facts(), interfaces: known([loopback, vrf], 'rtnetlink') };
    expect(verdictOf(blackhole, within, fromLan())).toBe('ruled-out');
  });

  it('keeps the rule of the main table where the one of the local table is gone', () => {
    const facts = world({
      routes: routes({
        lookups: [
          refused('10.77.0.1', 'EHOSTUNREACH', { from: '10.77.0.2', input: 'eth0' }),
          lookup('10.77.0.2', wayBack),
        ],
        rules: [policyRule('from all lookup main', 32766, 254)],
        routes: [route('10.77.0.0/24')],
      }),
    });
    expect(verdictOf(blackhole, facts, fromLan())).toMatchObject({
      fixes: [{ steps: [{ command: 'ip rule add priority 0 lookup local' }] }],
    });
  });

  it('is found where such a rule leads to a route of its own', () => {
    const arrival = { from: '10.77.0.2', input: 'eth0' };
    const own = policyRule('from 10.77.0.2 lookup 101', 150, 101);
    const local = policyRule('from all lookup local', 200, 255);
    const facts = (type: string, rules = [own, local]) =>
      world({
        routes: routes({
          lookups: [refused('10.77.0.1', 'EHOSTUNREACH', arrival), lookup('10.77.0.2', wayBack)],
          rules,
          routes: [
            route('10.77.0.0/24', { type, device: null, table: 101 }),
            route('10.77.0.0/24'),
            route('default', { gateway: '10.77.0.2' }),
          ],
        }),
      });
    expect(verdictOf(blackhole, facts('prohibit'), fromLan())).toMatchObject({
      says: 'prohibit route',
      fixes: [{ steps: [{ command: 'ip route del prohibit 10.77.0.0/24 table 101' }] }],
    });
    expect(verdictOf(blackhole, facts('unicast'), fromLan())).toMatchObject({
      summary: expect.stringContaining('before the local table is asked'),
      fixes: [{ steps: [{ command: 'ip rule del priority 150' }] }],
    });
    expect(verdictOf(blackhole, facts('throw'), fromLan())).toBe('ruled-out');
    expect(verdictOf(blackhole, facts('prohibit', [local, own]), fromLan())).toMatchObject({
      says: 'no local route of 10.77.0.1',
    });
  });

  it.each([
    ['EINVAL', 'blackhole'],
    ['EACCES', 'prohibit'],
    ['EHOSTUNREACH', 'unreachable'],
  ])('knows %s as %s, and deletes the route where another one is left', (error, type) => {
    const facts = world({
      routes: routes({
        lookups: [refused(farClient, error, wayBack)],
        routes: [route('10.99.0.0/16', { type, device: null }), route('default', { gateway: '10.77.0.2' })],
      }),
    });
    expect(verdictOf(blackhole, facts, fromFar)).toMatchObject({
      outcome: 'timeout',
      fixes: [
        {
          steps: [{ command: `ip route del ${type} 10.99.0.0/16` }],
          text: expect.stringContaining('it comes back'),
        },
      ],
    });
  });

  it('deletes a route to a nexthop object without its type, by which the kernel does not find it', () => {
    const facts = world({
      routes: routes({
        lookups: [refused(farClient, 'EINVAL', wayBack)],
        routes: [
          route('10.99.0.0/16', { type: 'blackhole', device: 'lo' }),
          route('default', { gateway: '10.77.0.2' }),
        ],
      }),
    });
    expect(verdictOf(blackhole, facts, fromFar)).toMatchObject({
      fixes: [{ steps: [{ command: 'ip route del 10.99.0.0/16' }] }],
    });
  });

  it.each([
    [88, 254, true],
    [254, 254, true],
    [254, 88, false],
  ])(
    'deletes a default route of table %d where table %d has another one to come to',
    (of, other, deletes) => {
      const facts = world({
        routes: routes({
          lookups: [refused(farClient, 'EINVAL', wayBack)],
          routes: [
            route('default', { type: 'blackhole', device: null, table: of }),
            route('default', { gateway: '10.77.0.2', table: other, metric: 100 }),
          ],
        }),
      });
      const found = verdictOf(blackhole, facts, fromFar) as Finding;
      expect(found.fixes[0]?.steps !== undefined).toBe(deletes);
    },
  );

  it.each([
    ['from all ipproto tcp sport 8000 blackhole', { flow: { protocol: 'tcp', sourcePort: 8000 } }, true],
    ['from all uidrange 33-33 blackhole', { flow: { protocol: 'tcp', uid: 33 } }, true],
    ['from all fwmark 0x5/0xff blackhole', { mark: 0x105 }, true],
    ['from all ipproto udp sport 8000 blackhole', { flow: { protocol: 'tcp', sourcePort: 8000 } }, false],
    ['from all sport 9000-9999 blackhole', { flow: { protocol: 'tcp', sourcePort: 8000 } }, false],
    ['from all fwmark 0x5 blackhole', {}, false],
    ['from all iif lo blackhole', {}, true],
    ['from all iif eth0 blackhole', {}, false],
  ] as const)('takes "%s" for the one to blame where it fits the packet', (text, over, fits) => {
    const facts = world({
      routes: routes({
        lookups: [refused(farClient, 'EINVAL', { ...wayBack, ...over })],
        rules: [policyRule(text, 70, null)],
        routes: [route('default', { gateway: '10.77.0.2' })],
      }),
    });
    const found = { fixes: [{ steps: [{ command: 'ip rule del priority 70' }] }] };
    const verdict = verdictOf(blackhole, facts, fromFar);
    if (fits) expect(verdict).toMatchObject(found);
    else expect(verdict).toContain('unchecked');
  });

  it('says which of the policy rules of one priority is to be taken away', () => {
    const facts = world({
      routes: routes({
        lookups: [refused(farClient, 'EINVAL', wayBack)],
        rules: [policyRule('from 10.3.3.3 lookup 52', 70), policyRule('from all blackhole', 70, null)],
        routes: [route('default', { gateway: '10.77.0.2' })],
      }),
    });
    expect(verdictOf(blackhole, facts, fromFar)).toMatchObject({
      fixes: [{ steps: [{ command: 'ip rule del priority 70 from all blackhole' }] }],
    });
  });

  it.each([
    'from all to 10.123.0.0/16 prohibit',
    // The sender's own address is not yet chosen.
    'not from 10.77.0.0/24 prohibit',
    'not from all iif eth0 prohibit',
    'not from all fwmark 0x5 prohibit',
  ])('quotes the policy rule that throws away: %s', text => {
    const facts = world({
      routes: routes({
        lookups: [refused('10.123.0.5', 'EACCES')],
        rules: [
          policyRule('from 10.1.1.1 prohibit', 5, null),
          policyRule('not from all to 10.123.0.0/16 prohibit', 6, null),
          policyRule(text, 50, null),
        ],
        routes: [route('default', { gateway: '10.77.0.2' })],
      }),
    });
    expect(verdictOf(blackhole, facts, toRemote)).toMatchObject({
      outcome: 'unreachable',
      fixes: [{ steps: [{ command: 'ip rule del priority 50' }] }],
    });
  });

  it.each([
    ['where a route would lead there', [route('default', { gateway: '10.77.0.2' })], 50],
    ['but not where there is none anyway', [], null],
  ])('knows a policy rule of type unreachable %s', (_, left, priority) => {
    const facts = world({
      routes: routes({
        lookups: [refused('10.123.0.5', 'ENETUNREACH')],
        rules: [policyRule('from all to 10.123.0.5 unreachable', 50, null)],
        routes: left,
      }),
    });
    const found = verdictOf(blackhole, facts, toRemote);
    if (priority === null) expect(found).toBe('ruled-out');
    else
      expect(found).toMatchObject({ fixes: [{ steps: [{ command: `ip rule del priority ${priority}` }] }] });
  });

  it('does not take every EINVAL for a blackhole, nor for a way back', () => {
    const facts = world({ routes: routes({ lookups: [refused(farClient, 'EINVAL', wayBack)] }) });
    expect(verdictOf(blackhole, facts, fromFar)).toContain('unchecked: what throws away');
  });
});

describe('route/blackhole of what is sent on', () => {
  const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.28.0.2:80\nCOMMIT`;
  const goal = '172.28.0.2';
  const sent = (lookups: Routing['lookups'], text: string) =>
    behind(rulesOf(iptables([], {}, nat)), {
      interfaces: known(
        [loopback, nic('eth0', ['10.77.0.1/24']), nic('box0', ['172.28.0.1/24'])],
        'rtnetlink',
      ),
      routes: routes({
        lookups: [lookup(farClient, wayBack), ...lookups],
        routes: [route('172.28.0.0/24', { device: 'box0' }), route('10.99.0.0/16')],
        rules: [policyRule(text, 40, null)],
      }),
    });
  const there = refused(goal, 'EACCES', { from: farClient, input: 'eth0' });
  const reply = refused(farClient, 'EINVAL', { from: goal, input: 'box0' });

  it.each([
    [there, 'from all to 172.28.0.0/24 iif eth0 prohibit', 'what is sent on to 172.28.0.2'],
    [reply, 'from all iif box0 blackhole', 'the replies of 172.28.0.2'],
  ])('is found on the way there and back (%#)', (stopped, text, words) =>
    expect(verdictOf(blackhole, sent([stopped], text), fromFar)).toMatchObject({
      summary: expect.stringContaining(words),
      fixes: [{ steps: [{ command: 'ip rule del priority 40' }] }],
    }),
  );

  it('is ruled out where no rule is to blame: forwarding may be off on one interface', () => {
    const facts = sent([{ ...there, error: 'EHOSTUNREACH' }], 'from all iif box9 unreachable');
    expect(verdictOf(blackhole, facts, fromFar)).toBe('ruled-out');
  });
});
