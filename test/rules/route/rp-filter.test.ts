import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as rpFilter } from '../../../src/rules/route/rp-filter.js';
import { behind, nft, rulesOf } from '../../support/firewall.js';
import {
  eth0,
  fromClient,
  fromHere,
  fromLan,
  lookup,
  loopback,
  nic,
  probed,
  refused,
  route,
  routes,
  toRemote,
  verdictOf,
  world,
} from '../../support/ground.js';

const client = '10.99.0.2';

const back = { from: '10.77.0.1' };

const far = fromClient(client, { address: '10.77.0.1' });

describe('route/rp-filter', () => {
  const elsewhere = { lookups: [lookup(client, { ...back, device: 'eth1' })] };
  const filter = (all: number, own: number) => ({ reversePathFilter: { all, eth0: own } });

  it.each([
    [1, 0],
    [0, 1],
  ])('counts the larger one of all (%i) and the interface (%i)', (all, own) => {
    const facts = world({ routes: routes({ ...elsewhere, ...filter(all, own) }) });
    expect(verdictOf(rpFilter, facts, far)).toMatchObject({ severity: 'error', outcome: 'timeout' });
  });

  it.each([
    [0, 0],
    [2, 1],
  ])('is ruled out by %i and %i', (all, own) => {
    const facts = world({ routes: routes({ ...elsewhere, ...filter(all, own) }) });
    expect(verdictOf(rpFilter, facts, far)).toBe('ruled-out');
  });

  it('asks for the way back as the packet comes in: without the mark of its answers, or with its own', () => {
    const lookups = [
      lookup(client, { ...back, device: 'eth0', mark: 5 }),
      lookup(client, { ...back, device: 'eth1' }),
    ];
    const mark = { mangle: { key: { meta: { key: 'mark' } }, value: 5 } };
    const asked = (all: number, hook: 'prerouting' | 'output') => {
      const routing = routes({ lookups, ...filter(1, 0), sourceValidMark: { all } });
      const facts = behind(rulesOf(nft(hook, [[mark]])), { routes: routing });
      return verdictOf(rpFilter, facts, far);
    };
    expect(asked(0, 'prerouting')).toMatchObject({ severity: 'error' });
    expect(asked(1, 'output')).toMatchObject({ severity: 'error' });
    expect(asked(1, 'prerouting')).toBe('ruled-out');
  });

  it('is ruled out where the network has room for nobody else', () => {
    const question = fromClient(client, { address: '10.200.0.2' });
    const alone = { ...question, vantage: { ...question.vantage, source: null } };
    expect(verdictOf(rpFilter, world({ routes: routes(filter(2, 0)) }), alone)).toBe('ruled-out');
  });

  it('is unchecked for a neighbour who asks for the address of another interface, unless this machine routes', () => {
    const asked = (mode: number, ipForward: boolean, typed = '10.77.0.1:8000') => {
      const question = fromClient('10.88.0.2', { address: '10.77.0.1', target: parseTarget(typed) });
      const facts = world({
        interfaces: known([loopback, eth0, nic('eth1', ['10.88.0.1/24'])], 'rtnetlink'),
        routes: routes({
          lookups: [lookup('10.88.0.2', { ...back, device: 'eth1' })],
          ...filter(mode, 0),
        }),
        limits: known({ ipForward, counters: { after: {} } } as never, '/proc'),
      });
      const vantage = { ...question.vantage, input: 'eth1' };
      return verdictOf(rpFilter, facts, { ...question, vantage });
    };
    expect(asked(1, false)).toMatch(/^unchecked: 10\.88\.0\.2 is on the network of eth1/);
    expect(asked(2, false)).toBe('ruled-out');
    expect(asked(1, true)).toBe('ruled-out');
    expect(asked(1, false, '8000')).toBe('ruled-out');
  });

  it('offers no looser filter where the replies would leave by a tunnel, or into nothing', () => {
    const titles = (
      device: string,
      over: Parameters<typeof nic>[2],
      gateway: string | null = '10.88.0.9',
      states: readonly string[] = [],
    ) => {
      const facts = world({
        interfaces: known([loopback, eth0, nic(device, [], over)], 'rtnetlink'),
        routes: routes({
          lookups: [lookup(client, { ...back, device, gateway })],
          routes: [route('10.77.0.0/24'), route('10.99.0.0/24', { device, gateway })],
          neighbours: states.map(state => ({
            address: gateway ?? client,
            device,
            hardwareAddress: state === 'failed' ? null : '02:00:00:00:00:09',
            state,
          })),
          ...filter(1, 0),
        }),
      });
      return JSON.stringify(verdictOf(rpFilter, facts, { ...far, target: parseTarget('10.77.0.1:8000') }));
    };
    expect(titles('eth1', {})).toContain('Filter loosely');
    expect(titles('eth1', {})).not.toContain('"command":"sysctl');
    expect(titles('eth1', {}, '10.88.0.9', ['stale'])).toContain('"command":"sysctl');
    expect(titles('tun9', {})).not.toContain('Filter loosely');
    expect(titles('br-1', { kind: 'bridge' })).not.toContain('Filter loosely');
    expect(titles('eth1', {}, '10.88.0.9', ['failed'])).not.toContain('Filter loosely');
    expect(titles('eth1', {}, null)).not.toContain('Filter loosely');
    expect(titles('eth1', {}, null)).toContain(`ip route replace ${client}/32 dev eth0`);
  });

  it('is no matter for a client that was heard of where the way back leads, unless something was dropped', () => {
    const heard = (IPReversePathFilter: number) =>
      world({
        interfaces: known([loopback, eth0, nic('eth1', [])], 'rtnetlink'),
        routes: routes({
          ...elsewhere,
          ...filter(1, 1),
          neighbours: [
            { address: client, device: 'eth1', hardwareAddress: '02:00:00:00:00:09', state: 'stale' },
          ],
        }),
        limits: known({ counters: { before: {}, after: { IPReversePathFilter } } } as never, '/proc'),
      });
    expect(verdictOf(rpFilter, heard(0), far)).toBe('ruled-out');
    expect(verdictOf(rpFilter, heard(3), far)).toMatch(/^unchecked: .* was heard of on eth1/);
  });

  it('cannot be told of a client behind a router of the other interface, as long as nothing was dropped', () => {
    const asked = (IPReversePathFilter: number, target: string) =>
      verdictOf(
        rpFilter,
        world({
          routes: routes({
            lookups: [lookup(client, { ...back, device: 'eth1', gateway: '10.88.0.9' })],
            ...filter(1, 1),
            neighbours: [
              { address: '10.88.0.9', device: 'eth1', hardwareAddress: '02:00:00:00:00:09', state: 'stale' },
            ],
          }),
          limits: known({ counters: { before: {}, after: { IPReversePathFilter } } } as never, '/proc'),
        }),
        fromClient(client, { address: '10.77.0.1', target: parseTarget(target) }),
      );
    expect(asked(0, '8000')).toMatch(/^unchecked: .* nothing has been dropped so far/);
    expect(asked(3, '8000')).toMatchObject({ severity: 'error' });
    expect(asked(0, '10.77.0.1:8000')).toMatchObject({ severity: 'error' });
  });

  it.each([
    ['the second card of a network', nic('eth1', ['10.77.0.5/24'])],
    ['the card below a macvlan', nic('eth1', ['10.77.0.9/32'], { kind: 'macvlan', linkIndex: eth0.index })],
  ])('is ruled out on %s, where others were heard of by the other', (_what, eth1) => {
    const asked = (dropped: number, entry?: { device: string; state: string }) =>
      verdictOf(
        rpFilter,
        world({
          interfaces: known([loopback, eth1, eth0], 'rtnetlink'),
          routes: routes({
            lookups: [lookup('10.77.0.2', { ...back, device: 'eth1' })],
            ...filter(1, 0),
            neighbours: entry
              ? [{ address: '10.77.0.2', hardwareAddress: '02:00:00:00:00:09', ...entry }]
              : [],
          }),
          limits: known(
            { counters: { before: {}, after: { IPReversePathFilter: dropped } } } as never,
            '/proc',
          ),
        }),
        fromLan(),
      );
    expect(asked(0, { device: 'eth1', state: 'stale' })).toBe('ruled-out');
    for (const [dropped, entry] of [
      [3, { device: 'eth1', state: 'stale' }],
      [0, undefined],
      [0, { device: 'eth0', state: 'stale' }],
      [0, { device: 'eth1', state: 'failed' }],
    ] as const)
      expect(asked(dropped, entry)).toMatchObject({ severity: 'error' });
  });

  it('drops in loose mode where there is no way back at all', () => {
    const facts = world({
      routes: routes({ lookups: [refused(client, 'ENETUNREACH', back)], ...filter(0, 2) }),
    });
    expect(verdictOf(rpFilter, facts, far)).toMatchObject({ severity: 'error' });
  });

  it("believes the kernel's own verdict on the arriving packet", () => {
    const arriving = lookup('10.77.0.1', { from: client, input: 'eth0', type: 'local', device: 'lo' });
    const facts = world({
      routes: routes({ lookups: [...elsewhere.lookups, arriving], ...filter(1, 1) }),
    });
    expect(verdictOf(rpFilter, facts, far)).toBe('ruled-out');
  });

  it('is unchecked where the setting cannot be read, and no matter for IPv6 or from here', () => {
    const facts = world({ routes: routes({ ...elsewhere, reversePathFilter: {} }) });
    expect(verdictOf(rpFilter, facts, far)).toMatch('unchecked');
    const strict = world({ routes: routes({ ...elsewhere, ...filter(1, 1) }) });
    expect(verdictOf(rpFilter, strict, fromClient('fd99::2', { address: 'fd77::1', family: 6 }))).toBe(
      'ruled-out',
    );
    expect(verdictOf(rpFilter, strict, fromHere())).toBe('ruled-out');
  });

  describe('for the answers to this machine itself', () => {
    const seen = (
      dropped: number,
      all = 1,
      outcome: 'timeout' | 'connected' = 'timeout',
      source = '10.67.0.1',
    ) =>
      world({
        interfaces: known([loopback, eth0, nic('eth1', ['10.67.0.1/24'])], 'rtnetlink'),
        routes: routes({
          lookups: [lookup('10.123.0.5', { gateway: '10.77.0.254', source })],
          reversePathFilter: { all, default: 1, lo: 0, eth0: 1, eth1: 0 },
        }),
        probes: probed(outcome, 3400),
        limits: known(
          {
            counters: { before: { IPReversePathFilter: 5 }, after: { IPReversePathFilter: 5 + dropped } },
          } as never,
          '/proc',
        ),
      });

    it('is found where they come in by the strict interface that has the source, and are dropped', () => {
      expect(verdictOf(rpFilter, seen(2), toRemote)).toMatchObject({
        severity: 'error',
        summary: expect.stringContaining('come in by eth1'),
      });
    });

    it.each([
      ['fewer were dropped than were sent', seen(1)],
      ['no other interface filters strictly', seen(9, 0)],
      ['every interface filters loosely', seen(9, 2)],
      ['it was connected', seen(9, 1, 'connected')],
      [
        'others send what is dropped, and the answers would come in by eth0',
        seen(9, 1, 'timeout', '10.77.0.1'),
      ],
    ])('is ruled out where %s', (_, facts) => {
      expect(verdictOf(rpFilter, facts, toRemote)).toBe('ruled-out');
    });
  });
});
