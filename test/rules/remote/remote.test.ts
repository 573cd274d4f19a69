import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { Facts } from '../../../src/facts/facts.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Neighbour, Route } from '../../../src/facts/routes/types.js';
import { rule as egressBlocked } from '../../../src/rules/firewall/egress-blocked.js';
import { rule as filtered } from '../../../src/rules/remote/filtered.js';
import { rule as hostDown } from '../../../src/rules/remote/host-down.js';
import { rule as loss } from '../../../src/rules/remote/loss.js';
import { rule as refused } from '../../../src/rules/remote/refused.js';
import { rule as unreachable } from '../../../src/rules/remote/unreachable.js';
import { nft, rulesOf } from '../../support/firewall.js';
import {
  fromHere,
  listener,
  lookup,
  namespace,
  nic,
  refused as noRoute,
  probed,
  routes,
  routing,
  toNeighbour,
  toRemote,
  verdictOf,
  route as way,
  world,
} from '../../support/ground.js';
import { attempt } from '../../support/talks.js';

const rules = { filtered, hostDown, loss, refused, unreachable };
const neighbour = (state: string): Neighbour => ({
  address: '10.77.0.9',
  device: 'eth0',
  hardwareAddress: null,
  state,
});

/** What each rule says of an attempt to reach 10.77.0.9, on our own network unless there is a gateway. */
function judged(over: Partial<Probe>, more: { gateway?: string; state?: string; error?: string } = {}) {
  const way = more.error
    ? noRoute('10.77.0.9', more.error)
    : lookup('10.77.0.9', { gateway: more.gateway ?? null });
  const facts = world({
    routes: known(
      routing({ lookups: [way], neighbours: more.state ? [neighbour(more.state)] : [] }),
      'rtnetlink',
    ),
    probes: known([attempt([], { address: '10.77.0.9', ...over })], 'connections made'),
  });
  return Object.entries(rules).flatMap(([name, rule]) => {
    const found = verdictOf(rule, facts, toNeighbour);
    return found === 'ruled-out' ? [] : [typeof found === 'string' ? found : name];
  });
}

const errno = (name: string, outcome: Probe['outcome'], ms = 1) => ({ outcome, errno: name, ms });

const icmp = (address: string, code: number) => ({ offender: { address, type: 3, code } });
const prohibited = errno('EHOSTUNREACH', 'host-unreachable');
const silent = errno('EHOSTUNREACH', 'host-unreachable', 3100);

describe('a target on another machine', () => {
  it.each([
    ['refused', errno('ECONNREFUSED', 'refused'), {}, ['refused']],
    ['refused by a router behind', errno('ECONNREFUSED', 'refused'), { gateway: '10.77.0.254' }, ['refused']],
    [
      'no answer from a neighbour that is there',
      errno('ETIMEDOUT', 'timeout', 3400),
      { state: 'reachable' },
      ['filtered'],
    ],
    [
      'no answer from behind a router',
      errno('ETIMEDOUT', 'timeout', 3400),
      { gateway: '10.77.0.254' },
      ['filtered'],
    ],
    [
      'no answer, and nobody there',
      errno('ETIMEDOUT', 'timeout', 3400),
      { state: 'incomplete' },
      ['hostDown'],
    ],
    [
      'the kernel gave up on the neighbour',
      errno('EHOSTUNREACH', 'host-unreachable', 3100),
      { state: 'failed' },
      ['hostDown'],
    ],
    [
      'the same without its neighbour table',
      errno('EHOSTUNREACH', 'host-unreachable', 3100),
      {},
      ['hostDown'],
    ],
    [
      'prohibited by the machine itself',
      errno('EHOSTUNREACH', 'host-unreachable'),
      { state: 'reachable' },
      ['unreachable'],
    ],
    [
      'a router that knows no way',
      errno('EHOSTUNREACH', 'host-unreachable'),
      { gateway: '10.77.0.254' },
      ['unreachable'],
    ],
    [
      'a network that is not there',
      errno('ENETUNREACH', 'network-unreachable'),
      { gateway: '10.77.0.254' },
      ['unreachable'],
    ],
    ['connected', { outcome: 'connected' as const }, {}, []],
    ['no route here', errno('ENETUNREACH', 'network-unreachable'), { error: 'ENETUNREACH' }, []],
    [
      'some at once, some late',
      { outcome: 'connected' as const, repeats: { tried: 8, connected: 6, slow: 2, refused: 0 } },
      {},
      ['loss'],
    ],
    [
      'all late alike',
      { outcome: 'connected' as const, repeats: { tried: 8, connected: 8, slow: 8, refused: 0 } },
      {},
      [],
    ],
    [
      'one late',
      { outcome: 'connected' as const, repeats: { tried: 8, connected: 8, slow: 1, refused: 0 } },
      {},
      [],
    ],
    ['a reset', errno('ECONNRESET', 'reset'), {}, []],
  ])('%s', (_, over, more, expected) => expect(judged(over, more)).toEqual(expected));

  it.each([
    ['refused by a reset', { byReset: true as const }, 'refused', 'by a TCP reset'],
    ['refused by its firewall', icmp('10.77.0.9', 3), 'refused', 'its firewall rejects the connection'],
    ['refused by a router', icmp('10.77.0.254', 3), 'unreachable', '10.77.0.254, on the way there,'],
    [
      'prohibited by a router',
      { ...prohibited, ...icmp('10.77.0.254', 13) },
      'unreachable',
      'administratively prohibited',
    ],
    [
      'prohibited by the machine itself',
      { ...prohibited, ...icmp('10.77.0.9', 13) },
      'unreachable',
      'the machine itself',
    ],
    [
      'a neighbour that does not answer',
      { ...silent, ...icmp('10.77.0.1', 1) },
      'hostDown',
      '10.77.0.1 (this machine) says host unreachable',
    ],
    [
      'nobody behind a router, after as long',
      { ...silent, ...icmp('10.77.0.254', 1) },
      'unreachable',
      '10.77.0.254, on the way there,',
    ],
  ])('%s is told by who said so', (_, over, name, says) => {
    const facts = world({
      interfaces: known([nic('eth0', ['10.77.0.1/24'])], 'rtnetlink'),
      routes: known(routing({ lookups: [lookup('10.77.0.9', { gateway: null })] }), 'rtnetlink'),
      probes: known(
        [attempt([], { address: '10.77.0.9', ...errno('ECONNREFUSED', 'refused'), ...over })],
        'connections made',
      ),
    });
    const found = Object.entries(rules)
      .map(([each, rule]) => [each, verdictOf(rule, facts, toNeighbour)] as const)
      .filter(([, verdict]) => verdict !== 'ruled-out');
    expect(found.map(([each]) => each)).toEqual([name]);
    expect(JSON.stringify(found)).toContain(says);
  });

  it('is not down where this machine says so before it can have asked: that is a rule of its own', () => {
    const said = (ms: number, neighbours: Neighbour[] = []) => {
      const ended = { ...errno('EHOSTUNREACH', 'host-unreachable', ms), ...icmp('10.77.0.1', 1) };
      const facts = world({
        interfaces: known([nic('eth0', ['10.77.0.1/24'])], 'rtnetlink'),
        routes: known(
          routing({ lookups: [lookup('10.77.0.9', { gateway: null })], neighbours }),
          'rtnetlink',
        ),
        probes: known([attempt([], { address: '10.77.0.9', ...ended })], 'connections made'),
        firewall: unknown('needs-root', 'root'),
      });
      return [hostDown, egressBlocked].map(rule => {
        const verdict = verdictOf(rule, facts, toNeighbour);
        return typeof verdict === 'string' ? verdict : verdict.evidence[0]?.says;
      });
    };
    expect(said(7)).toEqual([
      'ruled-out',
      'EHOSTUNREACH after 7 ms: 10.77.0.1 (this machine) says host unreachable (ICMP type 3 code 1)',
    ]);
    // Another program had asked for it just before.
    for (const [late, egress] of [said(7, [neighbour('incomplete')]), said(3100)]) {
      expect(late).toContain('EHOSTUNREACH');
      expect(egress).toBe('unchecked: root');
    }
  });

  it('is known by its link-local address to the list of neighbours, which has no zone', () => {
    const address = 'fe80::1%eth0';
    const facts = world({
      routes: known(
        routing({
          lookups: [lookup(address, { gateway: null })],
          neighbours: [{ ...neighbour('failed'), address: 'fe80::1' }],
        }),
        'rtnetlink',
      ),
      probes: known([attempt([], { address, ...errno('ETIMEDOUT', 'timeout', 3400) })], 'connections made'),
    });
    const question = { ...toNeighbour, address, family: 6 as const };
    expect(verdictOf(hostDown, facts, question)).toMatchObject({ severity: 'error' });
    expect(verdictOf(filtered, facts, question)).toBe('ruled-out');
  });

  const unreadRules = unknown('needs-root', 'the rules cannot be read');
  const refusedAtOnce = [attempt([], { address: '10.77.0.9', ...errno('ECONNREFUSED', 'refused') })];
  const onOwnNetwork = (neighbours: Neighbour[]) =>
    known(routing({ lookups: [lookup('10.77.0.9', { gateway: null })], neighbours }), 'rtnetlink');

  it('may be the doing of rules here that nobody could read', () => {
    const facts = world({
      routes: onOwnNetwork([neighbour('reachable')]),
      probes: known(refusedAtOnce, 'connections made'),
      firewall: unreadRules,
    });
    expect(verdictOf(refused, facts, toNeighbour)).toMatchObject({
      summary: expect.stringContaining("this machine's own firewall"),
    });
  });

  it('did not refuse what was never sent to it', () => {
    const of = (flags: string[], firewall = unreadRules as Facts['firewall']) =>
      verdictOf(
        refused,
        world({
          interfaces: known(
            [{ ...nic('eth0', ['10.77.0.1/24']), hardwareAddress: '02:00:00:00:00:01', flags }],
            'rtnetlink',
          ),
          routes: onOwnNetwork([]),
          probes: known(refusedAtOnce, 'connections made'),
          firewall,
        }),
        toNeighbour,
      );
    expect(of(['UP', 'LOWER_UP'])).toContain('unchecked: nobody was asked');
    // Where nobody is ever asked, and where the rules were read, a missing entry says nothing.
    expect(of(['UP', 'LOWER_UP', 'NOARP'])).toMatchObject({ severity: 'error' });
    expect(of(['UP', 'LOWER_UP'], world({}).firewall)).toMatchObject({ severity: 'error' });
  });

  it('is nothing that a question about this machine is judged by', () => {
    const facts = world({
      probes: known([attempt([], { outcome: 'refused', errno: 'ECONNREFUSED' })], 'the test'),
    });
    for (const rule of Object.values(rules))
      expect(verdictOf(rule, facts, fromHere({ address: '10.77.0.1' }))).toBe('ruled-out');
  });
});

/** 10.77.0.9 was tried in vain, by this gateway or none, beside an entry that somebody set by hand. */
const byHand = (gateway: string | null, over = {}) => {
  const entry = {
    ...neighbour('permanent'),
    ...(gateway && { address: gateway }),
    hardwareAddress: '02:00:00:00:00:99',
  };
  return world({
    routes: known(routing({ lookups: [lookup('10.77.0.9', { gateway })], neighbours: [entry] }), 'rtnetlink'),
    probes: known(
      [attempt([], { address: '10.77.0.9', ...errno('ETIMEDOUT', 'timeout', 3400) })],
      'connections made',
    ),
    ...over,
  });
};

it('takes a neighbour that was set by hand for no sign of life', () => {
  const facts = byHand(null);
  const found = verdictOf(filtered, facts, toNeighbour);
  expect(found).toMatchObject({
    summary: expect.stringContaining('02:00:00:00:00:99, which was set by hand'),
    fixes: [{ steps: [{ command: 'ip neigh del 10.77.0.9 dev eth0' }] }, {}],
  });
  expect(found).not.toMatchObject({ summary: expect.stringContaining('The machine is there') });
});

it('says that the internet has no way back to an address of one site alone', () => {
  const to = '2001:db8::80';
  const said = (source: string, target = to) =>
    verdictOf(
      filtered,
      world({
        interfaces: known([nic('eth0', [`${source}/64`])], 'rtnetlink'),
        routes: routes({ lookups: [lookup(target, { gateway: 'fe80::1', source })] }),
        probes: probed('timeout', 3400, target),
      }),
      fromHere({ address: target, family: 6, local: false }),
    );
  const noWay = { summary: expect.stringContaining('the internet has no way back') };
  expect(said('fd77::1')).toMatchObject(noWay);
  expect(said('2001:db8:1::1')).not.toMatchObject(noWay);
  expect(said('fd77::1', 'fd99::2')).not.toMatchObject(noWay);
});

it('knows a gateway that was set by hand', () => {
  const facts = byHand('10.77.0.254');
  expect(verdictOf(filtered, facts, toNeighbour)).toMatchObject({
    summary: expect.stringContaining('Packets to its gateway 10.77.0.254 go to 02:00:00:00:00:99'),
    fixes: [{ steps: [{ command: 'ip neigh del 10.77.0.254 dev eth0' }] }, {}],
  });
});

it('lets the entries of an overlay be, and says what carries it', () => {
  const interfaces = known([nic('eth0', ['10.77.0.1/24'], { kind: 'vxlan' })], 'rtnetlink');
  const facts = byHand(null, { interfaces });
  const found = verdictOf(filtered, facts, toNeighbour);
  expect(found).toMatchObject({
    summary: expect.stringContaining('eth0 is an overlay: what it carries travels in UDP packets'),
    fixes: [{ title: 'Look at the other end' }],
  });
  expect(found).not.toMatchObject({ summary: expect.stringContaining('The machine is there') });
  expect(JSON.stringify(found)).not.toContain('way there is open');
});

it('names the source that an own NAT rule gives the connection, where nobody here has it', () => {
  const snat = (addr: string) =>
    nft('postrouting', [[{ snat: { addr, family: 'ip' } }]], { type: 'nat', prio: 100 });
  const facts = (addr: string) =>
    world({
      interfaces: known([nic('eth0', ['10.77.0.1/24'])], 'rtnetlink'),
      firewall: known(rulesOf(snat(addr)), 'nft'),
      routes: known(routing({ lookups: [lookup('10.77.0.9', { gateway: null })] }), 'rtnetlink'),
      probes: known(
        [attempt([], { address: '10.77.0.9', ...errno('ETIMEDOUT', 'timeout', 3400) })],
        'probes',
      ),
    });
  expect(verdictOf(filtered, facts('10.77.0.200'), toNeighbour)).toMatchObject({
    severity: 'error',
    summary: expect.stringContaining('from 10.77.0.200'),
  });
  expect(verdictOf(filtered, facts('10.77.0.1'), toNeighbour)).toMatchObject({
    summary: expect.stringContaining('a firewall on'),
  });
});

it('says of a far target that is looked for on the cable that its route names no gateway', () => {
  const facts = (route: Route) =>
    world({
      routes: known(routing({ lookups: [lookup('10.123.0.5')], routes: [route] }), 'rtnetlink'),
      probes: known(
        [attempt([], { address: '10.123.0.5', port: 8000, ...silent, ...icmp('10.77.0.1', 1) })],
        'it',
      ),
    });
  expect(verdictOf(hostDown, facts(way('default')), toRemote)).toMatchObject({
    summary: expect.stringContaining('the route "default dev eth0" names no gateway'),
    fixes: [{ text: expect.stringContaining('route replace default via ROUTER dev eth0') }, {}],
  });
  expect(verdictOf(hostDown, facts(way('10.123.0.0/16')), toRemote)).toMatchObject({
    summary: expect.stringContaining('the route "10.123.0.0/16 dev eth0" names no gateway'),
    fixes: [{}, { text: expect.stringContaining('route replace 10.123.0.0/16 via ROUTER dev eth0') }],
  });
  expect(verdictOf(hostDown, facts(way('10.123.0.5/32')), toRemote)).toMatchObject({ fixes: [{}] });
});

it('knows a container of this machine that its own host does not reach', () => {
  const silentOne = { address: '10.77.0.9', ...silent, ...icmp('10.77.0.1', 1) };
  const facts = (kind: string | null) =>
    world({
      interfaces: known([nic('eth0', ['10.77.0.1/24'], { kind })], 'it'),
      routes: known(routing({ lookups: [lookup('10.77.0.9')] }), 'rtnetlink'),
      probes: known([attempt([], silentOne)], 'it'),
      namespaces: known([namespace({ name: 'shop', addresses: ['10.77.0.9'] })], 'it'),
    });
  expect(verdictOf(hostDown, facts(null), toNeighbour)).toMatchObject({
    summary: expect.stringContaining('by macvlan or ipvlan is reached by other machines'),
    fixes: [{ text: expect.stringContaining('ip link add host0 link eth0 type macvlan') }],
  });
  for (const inward of ['bridge', 'veth'])
    expect(verdictOf(hostDown, facts(inward), toNeighbour)).toMatchObject({ says: 'no such machine' });
});

it('knows a container of this machine whose server takes the other family alone', () => {
  const said = (v6only: boolean) =>
    verdictOf(
      refused,
      world({
        routes: known(routing({ lookups: [lookup('10.77.0.9')] }), 'rtnetlink'),
        probes: known(
          [attempt([], { address: '10.77.0.9', outcome: 'refused', errno: 'ECONNREFUSED' })],
          'it',
        ),
        namespaces: known(
          [
            namespace({
              container: 'shop',
              addresses: ['10.77.0.9'],
              listeners: [listener('::', 8000, { v6only })],
            }),
          ],
          'it',
        ),
      }),
      toNeighbour,
    );
  expect(said(true)).toMatchObject({ summary: expect.stringContaining('which is IPv6 only') });
  expect(said(false)).toMatchObject({ fixes: [{ title: 'Look on that machine' }] });
});

describe('what is said of an error that another machine sent', () => {
  const told = (sender: string, type: number, code: number) => {
    const facts = world({
      routes: known(routing({ lookups: [lookup('10.123.0.5', { gateway: '10.77.0.254' })] }), 'rtnetlink'),
      probes: known(
        [
          attempt([], {
            address: '10.123.0.5',
            ...prohibited,
            offender: { address: sender, type, code },
          }),
        ],
        'connections made',
      ),
    });
    const found = verdictOf(unreachable, facts, toRemote);
    return typeof found === 'string' ? found : `${found.headline}: ${found.fixes[0]?.text}`;
  };

  it.each([
    ['10.77.0.254', 11, 0, /^the packets go in a circle.*Two routers/],
    ['10.77.0.254', 3, 1, /^10\.77\.0\.254, the router there, finds no machine.*is the machine on/],
    ['10.77.0.254', 3, 13, /^10\.77\.0\.254, on the way there, turns.*no route/],
    ['10.123.0.5', 3, 10, /^10\.123\.0\.5 itself turns.*A rule of its firewall/],
  ])('by %s of type %i, code %i', (sender, type, code, words) => {
    expect(told(sender, type, code)).toMatch(words);
  });
});

it('names the address of another interface that the packets have for their source', () => {
  const lo = nic('lo', ['127.0.0.1/8', '10.98.0.1/32'], { flags: ['LOOPBACK', 'UP'] });
  const says = (source: string) => {
    const facts = world({
      interfaces: known([lo, nic('eth0', ['10.77.0.1/24', '10.99.0.1/32'])], 'rtnetlink'),
      routes: known(routing({ lookups: [lookup('10.77.0.9', { source })] }), 'rtnetlink'),
      probes: known(
        [attempt([], { address: '10.77.0.9', ...errno('ETIMEDOUT', 'timeout', 3400) })],
        'connections made',
      ),
    });
    const found = verdictOf(filtered, facts, toNeighbour);
    return typeof found === 'string' ? found : found.summary;
  };
  expect(says('10.98.0.1')).toContain('with the source 10.98.0.1, an address of lo');
  // The same interface has it, and the neighbour's network does not.
  expect(says('10.99.0.1')).toContain('with the source 10.99.0.1/32: the answer is lost');
  expect(says('10.77.0.1')).not.toContain('source');
});
