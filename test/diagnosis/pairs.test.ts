import { describe, expect, it } from 'vitest';
import { known } from '../../src/facts/fact.js';
import type { Json } from '../../src/facts/firewall/types.js';
import type { Asking } from '../../src/facts/questions.js';
import { iptables, nft, rulesOf } from '../support/firewall.js';
import { lookup } from '../support/ground.js';
import { diagnosed, errors, healthy, listener, probe, running } from '../support/healthy.js';
import { lookedUp } from '../support/names.js';

const lan = { from: 'lan', family: null } as const;
const probes = [probe('10.0.0.1', 8000)];
const sockets = [listener('0.0.0.0', 8000)];
/** The machine of the other tests with fd00::1 beside 10.0.0.1. */
const bothFamilies = healthy(8000).interfaces.map(each => {
  const [first] = each.addresses;
  const six = { ...first!, family: 6 as const, address: 'fd00::1', prefix: 64 };
  return each.name === 'eth0' ? { ...each, addresses: [...each.addresses, six] } : each;
});

describe('an interface that is switched off', () => {
  const interfaces = healthy(8000).interfaces.map(each =>
    each.name === 'eth0' ? { ...each, flags: ['BROADCAST'], state: 'down' } : each,
  );
  const asked = (rule: readonly Json[]) => {
    const firewall = known(rulesOf(nft('input', [rule])), 'nft -j list ruleset');
    return errors(diagnosed('8000', { interfaces, sockets, probes, firewall }, lan));
  };

  it('does not hide the rule that drops what comes in by it', () => {
    const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8000 } };
    expect(asked([port, { drop: null }])).toEqual(['interface/down', 'firewall/drop']);
  });

  it('took its routes with it, so a rule that looks for the way back is no cause', () => {
    const back = { fib: { result: 'oif', flags: ['saddr', 'iif'] } };
    expect(asked([{ match: { op: '==', left: back, right: false } }, { drop: null }])).not.toContain(
      'firewall/drop',
    );
  });
});

it('does not blame a rule that looks for the way back where there is none', () => {
  const gone = (from: string | null) =>
    lookup('10.0.0.2', { from, device: null, error: 'ENETUNREACH', type: null });
  const { routes } = healthy(8000);
  const lookups = [gone('10.0.0.1'), gone(null), routes.lookups[2]!];
  const asked = (match: string) => {
    const firewall = known(rulesOf(iptables([`-A INPUT ${match} -j DROP`])), 'iptables-save');
    return errors(diagnosed('8000', { routes: { ...routes, lookups }, sockets, probes, firewall }, lan));
  };
  expect(asked('-p tcp --dport 8000')).toEqual(['route/no-return-route', 'firewall/drop']);
  expect(asked('-m rpfilter --invert')).toEqual(['route/no-return-route']);
});

it('only warns of the family that the server lacks where a rule drops the other, of a name that means both', () => {
  const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8000 } };
  const firewall = known(rulesOf(nft('input', [[port, { drop: null }]])), 'nft -j list ruleset');
  const refused = [probe('10.0.0.1', 8000, 'timeout'), probe('fd00::1', 8000, 'refused')];
  const names = lookedUp(['10.0.0.1', 'fd00::1'], { name: 'shop.test' });
  const facts = { sockets, probes: refused, firewall, names, interfaces: bothFamilies };
  expect(errors(diagnosed('shop.test:8000', facts, { from: 'self', family: null }))).toEqual([
    'firewall/drop',
  ]);
});

it('takes no server on another port for the one whose port a rule sends on, for IPv4 alone', () => {
  const rules =
    '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j REDIRECT --to-ports 9999';
  const firewall = known(rulesOf(iptables([], {}, `${rules}\nCOMMIT`)), 'nft -j list ruleset');
  const other = {
    interfaces: bothFamilies,
    sockets: [],
    probes: [],
    listeners: [listener('0.0.0.0', 5000)],
    owners: { pidsByInode: { 10000: [42] }, hidden: [] },
    processes: [running(42, ['node', 'server.js'], { environment: { PORT: '5000' } })],
  };
  expect(errors(diagnosed('8000', other, lan))).toEqual(['port/wrong-port']);
  expect(errors(diagnosed('8000', { ...other, firewall }, lan))).toEqual(['firewall/redirected']);
});

describe('a server on another port than the one asked for', () => {
  const found = (address: string, asked = lan as Asking, state = 'S', target = '8000') =>
    errors(
      diagnosed(
        target,
        {
          interfaces: bothFamilies,
          sockets: [],
          probes: [],
          listeners: [listener(address, 8001)],
          owners: { pidsByInode: { 13001: [42] }, hidden: [] },
          processes: [running(42, ['node', 'server.js'], { environment: { PORT: '8001' }, state })],
        },
        asked,
      ),
    );

  it('is missed there too by others where it is on loopback, and not by this machine', () => {
    expect(found('127.0.0.1')).toEqual(['port/wrong-port', 'bind/loopback-only']);
    expect(found('127.0.0.1', { from: 'any', family: null })).toEqual([
      'port/wrong-port',
      'bind/loopback-only',
    ]);
    expect(found('127.0.0.1', { from: 'self', family: null })).toEqual(['port/wrong-port']);
    expect(found('10.0.0.1')).toEqual(['port/wrong-port']);
    expect(found('0.0.0.0')).toEqual(['port/wrong-port']);
    expect(found('0.0.0.0', lan, 'S', 'http://[fd00::1]:8000/')).toEqual([
      'port/wrong-port',
      'bind/ipv4-only',
    ]);
    expect(found('127.0.0.1', lan, 'S', 'http://10.0.0.1:8000/')).toEqual([
      'port/wrong-port',
      'bind/loopback-only',
    ]);
  });

  it('is stopped there, whichever the port', () => {
    expect(found('0.0.0.0', lan, 'T')).toEqual(['port/wrong-port', 'process/stopped']);
    expect(found('127.0.0.1', lan, 'T')).toEqual([
      'port/wrong-port',
      'bind/loopback-only',
      'process/stopped',
    ]);
  });
});

it('names where the server listens behind a rule that sends its port on to nobody, and not where the rule leads to it', () => {
  const to = (...targets: string[]) => {
    const lines = targets.map(target => `-A PREROUTING -p tcp --dport 8000 ${target}`);
    const rules = `*nat\n:PREROUTING ACCEPT [0:0]\n${lines.join('\n')}`;
    const firewall = known(rulesOf(iptables([], {}, `${rules}\nCOMMIT`)), 'nft -j list ruleset');
    const own = [listener('127.0.0.1', 8000)];
    const listeners = [...own, listener('0.0.0.0', 9001)];
    return errors(diagnosed('8000', { sockets: own, listeners, firewall }, lan));
  };
  // Where chance leads to nobody at times, the rule is the way in all the same.
  const half = '-m statistic --mode random --probability 0.5 -j REDIRECT --to-ports 9001';
  expect(to(half, '-j REDIRECT --to-ports 9002')).toEqual(['firewall/redirected']);
  expect(to('-j REDIRECT --to-ports 9999')).toEqual(['firewall/redirected', 'bind/loopback-only']);
  expect(to('-j DNAT --to-destination 127.0.0.1:8000')).toEqual(['firewall/redirected']);
});

it('names the server that is stopped where a rule leads to it, behind another one that keeps clients out', () => {
  const led = (state: string, ...filter: string[]) => {
    const nat =
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j REDIRECT --to-ports 9001';
    const input = `*filter\n:INPUT ACCEPT [0:0]\n${filter.join('\n')}`;
    const firewall = known(rulesOf(iptables([], {}, `${nat}\nCOMMIT\n${input}\nCOMMIT`)), 'iptables-save');
    const listeners = [listener('0.0.0.0', 9001)];
    const owners = { pidsByInode: { 14001: [42] }, hidden: [] };
    const processes = [running(42, ['python3', 'shop.py'], { state })];
    return errors(
      diagnosed('8000', { sockets: [], listeners, owners, processes, firewall, probes: [] }, lan),
    );
  };
  expect(led('T')).toEqual(['process/stopped']);
  expect(led('S')).toEqual([]);
  expect(led('T', '-A INPUT -p tcp --dport 9001 -j DROP')).toEqual(['firewall/drop', 'process/stopped']);
});

describe('what stops IPv6 alone on its way', () => {
  const port = { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 8000 } };
  const ipv6 = { match: { op: '==', left: { meta: { key: 'nfproto' } }, right: 'ipv6' } };
  const processes = [running(42, ['python3', '-m', 'http.server'], { state: 'T' })];
  const owners = { pidsByInode: { 13000: [42] }, hidden: [] };
  const asked = (listening: ReturnType<typeof listener>, ...rule: Json[]) => {
    const firewall = known(rulesOf(nft('input', [[...rule, port, { drop: null }]])), 'nft -j list ruleset');
    const facts = { interfaces: bothFamilies, sockets: [listening], probes, firewall, owners, processes };
    const { causes } = diagnosed('8000', facts, lan);
    return causes.map(({ severity, code }) => [severity, code]);
  };

  it('is no news where the server takes IPv4 alone, and is stopped', () =>
    expect(asked(listener('0.0.0.0', 8000), ipv6)).toEqual([['error', 'process/stopped']]));

  it('is a warning where the server takes both', () =>
    expect(asked(listener('::', 8000, { family: 6, v6only: false }), ipv6)).toEqual([
      ['error', 'process/stopped'],
      ['warning', 'firewall/drop'],
    ]));

  it('is no news where nobody takes IPv6, and IPv4 is stopped by another rule', () => {
    const ipv4 = { match: { op: '==', left: { meta: { key: 'nfproto' } }, right: 'ipv4' } };
    const rules = [
      [ipv4, port, { reject: null }],
      [ipv6, port, { drop: null }],
    ];
    const firewall = known(rulesOf(nft('input', rules)), 'nft -j list ruleset');
    const facts = { interfaces: bothFamilies, sockets, probes, firewall };
    expect(errors(diagnosed('8000', facts, lan))).toEqual(['firewall/reject']);
  });

  it('comes first where it stops IPv4 too', () =>
    expect(asked(listener('0.0.0.0', 8000))).toEqual([
      ['error', 'firewall/drop'],
      ['error', 'process/stopped'],
    ]));
});
