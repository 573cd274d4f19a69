import { describe, expect, it } from 'vitest';
import { type Asking, questionsOf } from '../../src/facts/questions.js';
import { parseTarget } from '../../src/net/parse-target.js';
import { loopback, nic, OFF, address as ownAddress } from '../support/ground.js';

const interfaces = [
  loopback,
  nic('eth0', ['10.0.0.1/24', 'fd00::1/64']),
  nic('docker0', ['172.17.0.1/16'], { kind: 'bridge', index: 3 }),
];

const asked = (typed: string, from = 'any', family: Asking['family'] = null) => {
  const target = parseTarget(typed);
  return questionsOf({
    target,
    asking: { from, family },
    port: target.port ?? 443,
    interfaces,
    neighbours: [],
    names: undefined,
  }).map(each => `${each.vantage.label} → ${each.address}`);
};

describe('who asks for what', () => {
  it('asks for the containers behind a bridge by this machine’s address on it alone', () => {
    const peopled = [...interfaces, nic('veth7', [], { kind: 'veth', master: 'docker0', index: 4 })];
    const by = (typed: string, from: string, known = peopled) => {
      const target = parseTarget(typed);
      return questionsOf({
        target,
        asking: { from, family: null },
        port: 8000,
        interfaces: known,
        neighbours: [],
        names: undefined,
      }).map(({ vantage, address }) => `${vantage.network ?? vantage.label} → ${address}`);
    };
    expect(by('172.17.0.1:8000', 'any')).toEqual(['self → 172.17.0.1', '172.17.0.0/16 → 172.17.0.1']);
    expect(by('172.17.0.1:8000', 'lan')).toEqual(['10.0.0.0/24 → 172.17.0.1']);
    expect(by('10.0.0.1:8000', 'any')).toEqual(['self → 10.0.0.1', '10.0.0.0/24 → 10.0.0.1']);
    expect(by('8000', 'any').join()).not.toContain('172.17.0.0/16');
    // Nobody is on a bridge without ports.
    expect(by('172.17.0.1:8000', 'any', interfaces)).toEqual(['self → 172.17.0.1']);
  });

  it('asks for a link-local address from its own link, where clients have such addresses too', () => {
    const by = (typed: string, eth0 = nic('eth0', ['10.0.0.1/24', 'fd00::1/64', 'fe80::1/64'])) => {
      const target = parseTarget(typed);
      return questionsOf({
        target,
        asking: { from: 'lan', family: null },
        port: 8000,
        interfaces: [loopback, eth0, nic('eth1', ['10.1.0.1/24', 'fe80::5/64'], { index: 3 })],
        neighbours: [
          { address: 'fe80::2', device: 'eth0', state: 'stale', lladdr: null, router: false },
        ] as never,
        names: undefined,
      }).map(({ vantage }) => `${vantage.source} by ${vantage.input}, ${vantage.network}`);
    };
    expect(by('[fe80::1%eth0]:8000')).toEqual(['fe80::2 by eth0, fe80::/64']);
    expect(by('[fe80::5%eth1]:8000')).toEqual(['fe80::6 by eth1, fe80::/64']);
    // The only address that there is.
    expect(by('[fe80::1%eth0]:8000', nic('eth0', ['fe80::1/64']))).toEqual(['fe80::2 by eth0, fe80::/64']);
  });

  it('asks once for each link-local address, and nobody behind a bridge without a port', () => {
    const interfaces = [
      loopback,
      nic('eth0', ['10.0.0.1/24', 'fe80::1/64', 'fe80::2/64']),
      nic('eth1', ['fd00::1/64', 'fe80::5/64'], { index: 3 }),
      nic('docker0', ['172.17.0.1/16', 'fe80::b/64'], { index: 4, kind: 'bridge' }),
      nic('nodelocaldns', ['169.254.20.10/32'], { index: 5, kind: 'dummy' }),
    ];
    const by = (addresses: readonly string[], from = 'any') =>
      questionsOf({
        target: parseTarget('myhost:8000'),
        asking: { from, family: null },
        port: 8000,
        interfaces,
        neighbours: [],
        names: { addresses: addresses.map(address => ({ address })) } as never,
      })
        .filter(({ vantage }) => vantage.kind === 'lan')
        .map(({ vantage, address }) => `${address} by ${vantage.input}`);
    expect(by(['fe80::1%eth0', 'fe80::2%eth0', 'fe80::5%eth1'])).toEqual([
      'fe80::1%eth0 by eth0',
      'fe80::2%eth0 by eth0',
      'fe80::5%eth1 by eth1',
    ]);
    expect(by(['fe80::1', 'fe80::5'])).toEqual(['fe80::1 by eth0', 'fe80::5 by eth1']);
    expect(by(['fe80::b%docker0', 'fe80::b', '169.254.20.10'])).toEqual([]);
    // Unless it is those who are asked about.
    expect(by(['fe80::b%docker0'], 'lan')).toEqual(['fe80::b%docker0 by docker0']);
  });

  it('knows no network of those who come in by an address that has none', () => {
    const by = (
      neighbours: readonly string[],
      name = 'eth0',
      kind: string | null = null,
      own = ['10.0.0.1/32'],
    ) => {
      const target = parseTarget('8000');
      return questionsOf({
        target,
        asking: { from: 'lan', family: null },
        port: 8000,
        interfaces: [loopback, nic(name, own, { kind })],
        neighbours: neighbours.map(each => ({ address: each, device: 'eth0', state: 'stale' })) as never,
        names: undefined,
      }).map(({ vantage }) => [vantage.source, vantage.input, vantage.network]);
    };
    expect(by([])).toEqual([[null, 'eth0', null]]);
    expect(by(['10.0.0.254'])).toEqual([['10.0.0.254', 'eth0', null]]);
    expect(by([], 'wg0', 'wireguard')).toEqual([[null, 'wg0', '10.0.0.1/32']]);
    // Those of the card's own network ask for it too.
    expect(by([], 'eth0', null, ['10.1.0.1/24', '10.0.0.1/32'])).toEqual([
      ['10.1.0.2', 'eth0', '10.1.0.0/24'],
      ['10.1.0.2', 'eth0', '10.1.0.0/24'],
    ]);
  });

  it('asks by the card that has the address, of two that are on one network', () => {
    const by = (from: string, first = nic('eth0', ['10.0.0.1/24'])) => {
      const target = parseTarget('10.0.0.5:8000');
      return questionsOf({
        target,
        asking: { from, family: null },
        port: 8000,
        interfaces: [loopback, first, nic('eth1', ['10.0.0.5/24'], { index: 3 })],
        neighbours: [],
        names: undefined,
      }).map(({ vantage, address }) => `${vantage.input} → ${address}`);
    };
    expect(by('lan')).toEqual(['eth1 → 10.0.0.5']);
    expect(by('10.0.0.77')).toEqual(['eth1 → 10.0.0.5']);
    // Whoever is on a smaller network within takes the address for one beyond it, or for a neighbour's: who knows.
    expect(by('lan', nic('eth0', ['10.0.0.1/25']))).toEqual(['eth0 → 10.0.0.5', 'eth1 → 10.0.0.5']);
    // Where the card that has it is off, the other one answers for it.
    const off = nic('eth1', ['10.0.0.5/24'], { ...OFF, index: 3 });
    const asking = {
      target: parseTarget('10.0.0.5:8000'),
      asking: { from: 'lan', family: null },
      port: 8000,
    };
    const all = [loopback, nic('eth0', ['10.0.0.1/24']), off];
    const inputs = questionsOf({ ...asking, interfaces: all, neighbours: [], names: undefined });
    expect(inputs.map(({ vantage }) => vantage.input)).toContain('eth0');
  });

  it('asks about a card that is off where but a cable of somebody’s own works', () => {
    const off = nic('eth0', ['10.0.0.1/24'], OFF);
    const cable = (name: string) => nic(name, ['10.9.0.1/24'], { kind: 'veth', index: 5 });
    const by = (...cards: (typeof off)[]) => {
      const target = parseTarget('8000');
      const ground = {
        target,
        asking: { from: 'lan', family: null },
        port: 8000,
        neighbours: [],
        names: undefined,
      };
      return questionsOf({ ...ground, interfaces: [loopback, ...cards] }).map(({ address }) => address);
    };
    expect(by(off, cable('mynet7'))).toEqual(['10.0.0.1', '10.9.0.1']);
    expect(by(nic('eth0', ['10.0.0.1/24']), { ...cable('mynet7'), ...OFF })).toEqual(['10.0.0.1']);
    expect(by(off, cable('eth1'))).toEqual(['10.9.0.1']);
    expect(by({ ...cable('mynet8'), ...OFF, index: 6 }, cable('mynet7'))).toEqual(['10.9.0.1']);
  });

  it('is bounded on a machine of thousands of networks', () => {
    const target = parseTarget('8000');
    const many = Array.from({ length: 5000 }, (_, at) => `10.${at >> 8}.${at & 255}.1/24`);
    const questions = questionsOf({
      target,
      asking: { from: 'any', family: null },
      port: 8000,
      interfaces: [loopback, nic('eth0', many)],
      neighbours: [],
      names: undefined,
    });
    expect(questions.length).toBeLessThan(300);
  });

  it('asks for the network too where the interfaces cannot be seen', () => {
    const target = parseTarget('8000');
    const ground = { target, port: 8000, interfaces: [], neighbours: [], names: undefined, unseen: true };
    const by = (from: string) =>
      questionsOf({ ...ground, asking: { from, family: null } }).map(each => each.vantage.label);
    expect(by('any')).toEqual(['self', 'lan']);
    expect(by('self')).toEqual(['self']);
  });

  it('takes an address that a route of type local keeps here for this machine’s own', () => {
    const target = parseTarget('10.88.0.7:80');
    const questions = questionsOf({
      target,
      asking: { from: '10.0.0.9', family: null },
      port: 80,
      interfaces,
      neighbours: [],
      names: undefined,
      kept: ['10.88.0.7'],
    });
    expect(questions).toMatchObject([
      { address: '10.88.0.7', local: true, vantage: { label: '10.0.0.9', input: 'eth0' } },
    ]);
  });

  it.each([
    ['any', '10.88.0.1', ['self → 10.88.0.1', 'lan → 10.88.0.1']],
    ['lan', '10.88.0.1', ['lan → 10.88.0.1']],
    ['any', 'fd88::1', ['self → fd88::1', 'lan → fd88::1']],
    ['any', '172.17.0.1', ['self → 172.17.0.1']],
    ['lan', '172.17.0.1', ['lan → 172.17.0.1']],
    ['any', '10.8.0.2', ['self → 10.8.0.2', 'lan → 10.8.0.2']],
  ])('asks from %s by every network for %s, an address that none holds', (from, address, expected) => {
    const target = parseTarget(address.includes(':') ? `[${address}]:80` : `${address}:80`);
    const tunnel = nic('tun0', [{ ...ownAddress('10.8.0.2/32'), peer: '10.8.0.1' }], { index: 9 });
    const held = nic('lo', ['127.0.0.1/8', '10.88.0.1/32', 'fd88::1/128'], { flags: loopback.flags });
    const questions = questionsOf({
      target,
      asking: { from, family: null },
      port: 80,
      interfaces: [held, ...interfaces.slice(1), ...(address.startsWith('10.8.') ? [tunnel] : [])],
      neighbours: [],
      names: undefined,
    });
    expect(questions.map(each => `${each.vantage.label} → ${each.address}`)).toEqual(expected);
  });

  it.each([
    [
      'a port: loopback, own addresses, and each network',
      '8000',
      'any',
      [
        'self → 127.0.0.1',
        'self → ::1',
        'self → 10.0.0.1',
        'self → 172.17.0.1',
        'self → fd00::1',
        'lan → 10.0.0.1',
        'lan → fd00::1',
      ],
    ],
    [
      'a port from here',
      '8000',
      'self',
      ['self → 127.0.0.1', 'self → ::1', 'self → 10.0.0.1', 'self → 172.17.0.1', 'self → fd00::1'],
    ],
    [
      'an own address: from here, and from its network',
      '10.0.0.1:80',
      'any',
      ['self → 10.0.0.1', 'lan → 10.0.0.1'],
    ],
    ['a loopback address: nobody else can mean it', '127.0.0.1:80', 'any', ['self → 127.0.0.1']],
    [
      'a loopback address asked about for others: they mean this machine',
      '127.0.0.1:80',
      'lan',
      ['lan → 10.0.0.1', 'lan → fd00::1'],
    ],
    ['another machine: from here', '10.0.0.9:80', 'any', ['self → 10.0.0.9']],
    [
      'another machine, for others: from here, and theirs is left open',
      '10.0.0.9:80',
      'lan',
      ['self → 10.0.0.9', 'lan → 10.0.0.9'],
    ],
    ['another machine, for a client', '10.0.0.9:80', '10.0.0.7', ['self → 10.0.0.9', '10.0.0.7 → 10.0.0.9']],
    ['a client of our network', '8000', '10.0.0.7', ['10.0.0.7 → 10.0.0.1']],
    ['a client by the other family', '8000', 'fd00::7', ['fd00::7 → fd00::1']],
  ])('%s', (_, typed, from, expected) => {
    expect(asked(typed, from)).toEqual(expected);
  });

  it('asks for a client that has no address here to come by', () => {
    const target = parseTarget('8000');
    const alone = (from: string, own: typeof interfaces) =>
      questionsOf({
        target,
        asking: { from, family: null },
        port: 8000,
        interfaces: own,
        neighbours: [],
        names: undefined,
      }).map(each => [each.vantage.kind, each.vantage.label, each.address, each.family, each.local]);
    expect(alone('lan', [loopback])).toEqual([['lan', 'lan', '', 4, true]]);
    expect(alone('fd00::7', [loopback])).toEqual([['address', 'fd00::7', '', 6, true]]);
    const six = [loopback, nic('eth0', ['fd00::1/64'])];
    expect(alone('10.0.0.7', six)).toEqual([['address', '10.0.0.7', '', 4, true]]);
  });

  it('asks by IPv4 for an address that is mapped', () =>
    expect(asked('[::ffff:10.0.0.1]:8000', 'self')).toEqual(['self → 10.0.0.1']));

  it('keeps to one family where that was asked', () => {
    expect(asked('8000', 'any', 6)).toEqual(['self → ::1', 'self → fd00::1', 'lan → fd00::1']);
  });

  it('asks once about a program that listens nowhere', () => {
    const target = parseTarget('gunicorn');
    const questions = questionsOf({
      target,
      asking: { from: 'any', family: null },
      port: null,
      interfaces,
      neighbours: [],
      names: undefined,
    });
    expect(questions.map(each => [each.vantage.label, each.address, each.port])).toEqual([['self', '', 0]]);
  });
});
