import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import { rule as asymmetric } from '../../../src/rules/route/asymmetric.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import {
  eth0,
  eth1,
  farClient,
  fromClient,
  fromFar,
  fromLan,
  listener,
  lookup,
  loopback,
  nic,
  policyRule,
  probed,
  route,
  routes,
  toNeighbour,
  verdictOf,
  wayBack,
  world,
} from '../../support/ground.js';

const near = fromLan();

const tun0 = nic('tun0', ['10.8.0.2/24'], { kind: 'tun', index: 9 });
describe('route/asymmetric', () => {
  const interfaces = known([loopback, eth0, eth1, tun0], 'rtnetlink');

  it('is an error into a tunnel, and goes around the rule that captures', () => {
    const facts = world({
      interfaces,
      routes: routes({
        lookups: [lookup('10.77.0.2', { ...wayBack, device: 'tun0', table: 52 })],
        rules: [policyRule('not from all fwmark 0xca6c lookup 52')],
      }),
    });
    expect(verdictOf(asymmetric, facts, near)).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'ip rule add to 10.77.0.0/24 lookup main priority 99' }] }],
    });
  });

  it('takes the replies to other networks out of a tunnel by their source, and all else stays in it', () => {
    const facts = world({
      interfaces,
      routes: routes({
        lookups: [lookup(farClient, { ...wayBack, device: 'tun0', table: 52 })],
        rules: [policyRule('not from all fwmark 0xca6c lookup 52')],
        routes: [route('10.77.0.0/24'), route('default', { gateway: '10.77.0.254' })],
      }),
    });
    expect(verdictOf(asymmetric, facts, fromFar)).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ command: 'ip rule add from 10.77.0.1 lookup main priority 99' }] }],
    });
  });

  it('is an error where the client was asked for on another card of the same network, in vain', () => {
    const eth9 = nic('eth9', ['10.77.0.9/24'], { index: 7 });
    const twice = (state: string) =>
      world({
        interfaces: known([loopback, eth0, eth9], 'rtnetlink'),
        routes: routes({
          lookups: [lookup('10.77.0.2', { ...wayBack, device: 'eth9' })],
          neighbours: [{ address: '10.77.0.2', device: 'eth9', hardwareAddress: null, state }],
        }),
      });
    expect(verdictOf(asymmetric, twice('failed'), near)).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
    });
    expect(verdictOf(asymmetric, twice('stale'), near)).toBe('ruled-out');
  });

  it('is no error where a host route leads to a second cable by which the client itself was heard', () => {
    const byHostRoute = (neighbours: Parameters<typeof routes>[0]['neighbours']) =>
      world({
        interfaces,
        routes: routes({
          lookups: [lookup('10.77.0.2', { ...wayBack, device: 'eth1' })],
          neighbours: neighbours ?? [],
        }),
      });
    const heard = { address: '10.77.0.2', device: 'eth1', hardwareAddress: '02:00:00:00:00:02' };
    expect(verdictOf(asymmetric, byHostRoute([{ ...heard, state: 'reachable' }]), near)).toMatchObject({
      severity: 'warning',
      outcome: 'ok',
    });
    expect(verdictOf(asymmetric, byHostRoute([]), near)).toMatchObject({ severity: 'error' });
  });

  it('is an error where the address is on a port of a bridge, which hears nobody', () => {
    const port = nic('eth0', ['10.77.0.1/24', '10.77.0.7/24'], { master: 'br0' });
    const on = (kind: string, state?: string) =>
      world({
        interfaces: known([loopback, port, nic('br0', [], { kind, index: 8 })], 'rtnetlink'),
        routes: routes({
          lookups: [
            lookup('10.77.0.2', wayBack),
            lookup('10.77.0.9', { device: 'eth0', source: '10.77.0.1' }),
          ],
          routes: [route('default', { gateway: '10.77.0.254' })],
          neighbours: state
            ? [{ address: '10.77.0.2', device: 'eth0', hardwareAddress: '02:00:00:00:00:02', state }]
            : [],
        }),
      });
    expect(verdictOf(asymmetric, on('bridge'), near)).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [
        {
          steps: [
            { command: 'ip addr add 10.77.0.1/24 dev br0' },
            { command: 'ip addr add 10.77.0.7/24 dev br0' },
            { command: 'ip addr del 10.77.0.7/24 dev eth0' },
            { command: 'ip addr del 10.77.0.1/24 dev eth0' },
            { command: 'ip route replace default via 10.77.0.254 dev br0' },
          ],
        },
      ],
    });
    expect(verdictOf(asymmetric, on('bridge'), toNeighbour)).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(/^Packets to 10\.77\.0\.9 leave by eth0, which is a port of br0/),
    });
    const bare = world({
      interfaces: known(
        [loopback, nic('eth0', [], { master: 'br0' }), nic('br0', [], { kind: 'bridge' })],
        'x',
      ),
      routes: routes({
        lookups: [lookup('10.77.0.9', { device: 'eth0' })],
        routes: [
          route('default', { device: 'eth0', metric: 100 }),
          route('10.77.0.9', { device: 'eth0', table: 99 }),
          route('10.78.0.0/24', { device: 'eth0' }),
        ],
      }),
    });
    expect(verdictOf(asymmetric, bare, toNeighbour)).toMatchObject({
      headline: 'the route leads to a port of br0, and not to br0 itself',
      fixes: [
        {
          steps: [
            { command: 'ip route replace default dev br0 metric 100' },
            { command: 'ip route replace 10.77.0.9 dev br0 table 99' },
          ],
        },
      ],
    });
    expect(verdictOf(asymmetric, on('bridge', 'reachable'), near)).toBe('ruled-out');
    expect(verdictOf(asymmetric, on('vrf'), near)).toBe('ruled-out');
  });

  it('is an error where an alias of lo takes the network of the client', () => {
    const lo = nic('lo', ['127.0.0.1/8', '10.50.0.9/24'], { flags: ['LOOPBACK', 'UP', 'LOWER_UP'] });
    const facts = world({
      interfaces: known([lo, eth0], 'rtnetlink'),
      routes: routes({
        lookups: [lookup('10.50.0.2', { ...wayBack, device: 'lo', type: 'local', table: 255 })],
      }),
    });
    expect(verdictOf(asymmetric, facts, fromClient('10.50.0.2'))).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [
        {
          steps: [
            { command: 'ip addr del 10.50.0.9/24 dev lo' },
            { command: 'ip addr add 10.50.0.9/32 dev lo' },
          ],
        },
      ],
    });
  });

  it('is a warning where routers may carry the reply, and unchecked where none was heard of yet', () => {
    const seen = (gateway: string | null, ...heard: readonly [string, string][]) =>
      verdictOf(
        asymmetric,
        world({
          interfaces,
          routes: routes({
            lookups: [lookup(farClient, { ...wayBack, device: 'eth1', gateway })],
            neighbours: heard.map(([address, device]) => ({
              address,
              device,
              hardwareAddress: '02:00:00:00:00:09',
              state: 'stale',
            })),
          }),
        }),
        fromFar,
      );
    const warned = { severity: 'warning', outcome: 'ok' };
    expect(seen('10.88.0.9', ['10.88.0.9', 'eth1'])).toMatchObject(warned);
    expect(seen(null, [farClient, 'eth1'])).toBe('ruled-out');
    expect(seen('10.88.0.9')).toMatch(/^unchecked: .*10\.88\.0\.9 has not been heard of/);
    expect(seen(null, [farClient, 'eth0'])).toMatch(/^unchecked: .* has not been heard of/);
  });

  it('is an error where the client is seen to get none of the replies, and neither a rule nor a full queue keeps them', () => {
    const seen = (retransmits: number, rules: readonly string[] = [], used = 0) => {
      const waiting = listener('10.77.0.1', 8000, {
        state: 'syn-recv',
        remote: { address: farClient, port: 50000 },
        passed: { received: 0, acknowledged: 0, retransmits },
      });
      const facts = behind(rulesOf(iptables(rules)), {
        interfaces,
        sockets: known([listener('0.0.0.0', 8000, { queue: { used, limit: 1 } }), waiting], 'sock_diag'),
        routes: routes({
          lookups: [lookup(farClient, { ...wayBack, device: 'eth1', gateway: '10.88.0.9' })],
          neighbours: [
            { address: '10.88.0.9', device: 'eth1', hardwareAddress: '02:00:00:00:00:09', state: 'stale' },
          ],
        }),
      });
      const found = verdictOf(asymmetric, facts, fromFar);
      return typeof found === 'string' ? found : found.severity;
    };
    expect(seen(2)).toBe('error');
    expect(seen(0)).toBe('warning');
    expect(seen(2, ['-A OUTPUT -p tcp --sport 8000 -j DROP'])).toBe('warning');
    expect(seen(2, [], 2)).toBe('warning');
  });

  it('sends the replies by the cable that the client comes in by where it is silent on the other one', () => {
    const facts = world({
      interfaces,
      routes: routes({
        lookups: [lookup(farClient, { ...wayBack, device: 'eth1' })],
        routes: [route('10.77.0.0/24'), route(`${farClient}/32`, { device: 'eth1' })],
        neighbours: [{ address: farClient, device: 'eth1', hardwareAddress: null, state: 'failed' }],
      }),
    });
    expect(verdictOf(asymmetric, facts, fromFar)).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ command: `ip route replace ${farClient}/32 dev eth0` }] }],
    });
  });

  it('is ruled out where the client hears the other interface too, or it is the same one', () => {
    const twin = nic('eth1', ['10.77.0.5/24'], { index: 3 });
    const child = nic('eth1', ['10.77.0.9/32'], { index: 3, kind: 'macvlan', linkIndex: eth0.index });
    for (const other of [twin, child]) {
      const facts = world({
        interfaces: known([loopback, eth0, other], 'rtnetlink'),
        routes: routes({ lookups: [lookup('10.77.0.2', { ...wayBack, device: 'eth1' })] }),
      });
      expect(verdictOf(asymmetric, facts, near)).toBe('ruled-out');
    }
    expect(
      verdictOf(asymmetric, world({ routes: routes({ lookups: [lookup('10.77.0.2', wayBack)] }) }), near),
    ).toBe('ruled-out');
  });

  it('is an error where a route of type local keeps the replies here', () => {
    const here = (to: string) =>
      world({
        interfaces,
        routes: routes({
          lookups: [lookup(to, { ...wayBack, type: 'local', device: 'lo', table: 100 })],
          rules: [policyRule(`from all to ${to} lookup 100`, 30, 100)],
        }),
      });
    expect(verdictOf(asymmetric, here('10.77.0.2'), near)).toMatchObject({
      severity: 'error',
      fixes: [{ steps: [{ command: 'ip rule del priority 30' }] }],
    });
    const own = fromClient('10.88.0.1', { address: '10.77.0.1' });
    expect(verdictOf(asymmetric, here('10.88.0.1'), own)).toBe('ruled-out');
  });
});

describe('route/asymmetric over UDP', () => {
  const second = fromLan({ address: '10.77.0.8', protocol: 'udp' });
  const seen = (where: string, from: string | null, source = '10.77.0.1') => {
    const [probe] = valueIn(probed('connected', 1, '10.77.0.8'))!;
    const conversation = { ...(from ? { answeredFrom: from } : {}) } as Conversation;
    return world({
      interfaces: known([loopback, eth0], 'rtnetlink'),
      routes: routes({
        lookups: [
          lookup('10.77.0.2', { from: '10.77.0.8', source: '10.77.0.8' }),
          lookup('10.77.0.2', { source }),
        ],
      }),
      sockets: known([listener(where, 8000, { protocol: 'udp', state: 'unconnected' })], 'sock_diag'),
      probes: known([{ ...probe!, protocol: 'udp', conversations: [conversation] }], 'datagrams'),
    });
  };

  it('is an error where the server lets the kernel choose the source of its answers', () => {
    expect(verdictOf(asymmetric, seen('0.0.0.0', '127.0.0.1'), second)).toMatchObject({
      severity: 'error',
      says: 'answers from 10.77.0.1',
    });
  });

  it('is not ruled out where the server did not show it', () => {
    expect(verdictOf(asymmetric, seen('0.0.0.0', null), second)).toMatch(/^unchecked: .*from 10\.77\.0\.1,/);
  });

  it('is ruled out where it answers from the address that was asked, listens on it, or would be given it', () => {
    expect(verdictOf(asymmetric, seen('0.0.0.0', '10.77.0.8'), second)).toBe('ruled-out');
    expect(verdictOf(asymmetric, seen('10.77.0.8', null), second)).toBe('ruled-out');
    expect(verdictOf(asymmetric, seen('0.0.0.0', '127.0.0.1', '10.77.0.8'), second)).toBe('ruled-out');
  });
});
