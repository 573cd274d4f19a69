import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/facts/fact.js';
import { decodeNeighbour, decodeRouteMessage, decodeRoutes } from '../../../src/facts/routes/decode.js';
import { parseLookup, parseNeighbours, parseRoutes, parseRules } from '../../../src/facts/routes/ip-tool.js';
import { encodeLookup, type LookupRequest } from '../../../src/facts/routes/lookup.js';
import { lookUpRoutes, readRouting } from '../../../src/facts/routes/read.js';
import { decodeRule } from '../../../src/facts/routes/rule-text.js';
import type { Routing } from '../../../src/facts/routes/types.js';
import { realSystem } from '../../../src/system/real.js';
import { beside, inNamespace, named, noNamespaces } from '../../support/namespace.js';

type Known<T> = Extract<Fact<T>, { status: 'known' | 'partial' }>;

const requests: readonly LookupRequest[] = [
  { to: '10.1.0.9' },
  { to: '10.1.0.9', from: '10.1.0.1' },
  { to: '10.1.0.9', from: '10.1.0.77' },
  { to: '10.9.0.1' },
  { to: '10.8.0.1' },
  { to: '10.7.0.1' },
  { to: '8.8.8.8' },
  { to: '10.5.0.1', mark: 5 },
  { to: '10.4.0.1' },
  { to: '10.1.0.1', from: '10.1.0.9', input: 'v0' },
  { to: '10.1.0.1', from: '10.6.0.9', input: 'v0' },
  { to: '127.0.0.1' },
  { to: 'fd01::9' },
  { to: 'fd09::1' },
  { to: '2001:db8::1' },
  { to: '10.1.0.1', from: '10.1.0.9', input: 'nothing' },
  { to: '10.3.0.1', flow: { protocol: 'tcp', sourcePort: 8000 } },
  { to: '10.3.0.1', flow: { protocol: 'tcp', destinationPort: 443, uid: 7 } },
  { to: '10.3.0.1', flow: { protocol: 'udp', sourcePort: 8000, uid: 0 } },
];

const script = `
  ip link set lo up
  ip link add v0 type veth peer name v1
  ip addr add 10.1.0.1/24 dev v0
  ip addr add fd01::1/64 dev v0 nodad
  ip link set v0 up; ip link set v1 up
  ip route add blackhole 10.9.0.0/16
  ip route add unreachable 10.8.0.0/16
  ip route add prohibit 10.7.0.0/16
  ip route add 10.5.0.0/16 via 10.1.0.5 table 77 metric 7
  ip route add 10.4.0.0/16 nexthop via 10.1.0.6 nexthop via 10.1.0.7
  ip -6 route add blackhole fd09::/16
  ip rule add fwmark 5 lookup 77
  ip rule add from 10.0.0.0/8 to 10.66.0.0/16 iif v0 ipproto tcp dport 80-81 lookup 78
  ip rule add not fwmark 0xca6c/0xffff lookup 79 suppress_prefixlength 0
  ip rule add uidrange 1-99 blackhole prio 20000
  ip rule add oif v0 from 10.1.0.1 goto 32766 prio 99
  ip route add 10.3.0.0/16 via 10.1.0.3
  ip rule add ipproto tcp sport 8000 prohibit prio 97
  ip rule add tos 0x10 unreachable prio 98
  ip -6 rule add from fd00::/8 lookup 80
  ip neigh add 10.1.0.6 lladdr 02:00:00:00:00:01 dev v0
  echo 2 > /proc/sys/net/ipv4/conf/v0/rp_filter
  REQUESTS='${JSON.stringify(requests)}' $NODE
  echo
  ip rule | sed 's/^[0-9]*:\\s*//'
`;

describe.skipIf(noNamespaces)(named('routing'), () => {
  let kernel: Known<Routing>;
  let tool: Known<Routing>;
  let rules: string[];
  const answer = (to: string, at = 0) => kernel.value.lookups.filter(lookup => lookup.to === to)[at];

  beforeAll(() => {
    const [json, list] = inNamespace(script, beside(import.meta.url, 'read.entry.ts')).split('\n\n');
    ({ kernel, tool } = JSON.parse(json!));
    rules = list!
      .trim()
      .split('\n')
      .map(line => line.trim());
  }, 60_000);

  it('is the same by netlink and by ip(8)', () => {
    expect([kernel.status, kernel.source, tool.source]).toEqual(['known', 'rtnetlink', 'ip route']);
    expect(kernel.value).toEqual(tool.value);
  });

  it("has the rules in ip rule's words", () => {
    expect(kernel.value.rules.filter(({ family }) => family === 4).map(({ text }) => text)).toEqual(rules);
  });

  it("keeps the kernel's refusals", () => {
    expect([answer('10.9.0.1'), answer('10.8.0.1'), answer('10.7.0.1')].map(lookup => lookup?.error)).toEqual(
      ['EINVAL', 'EHOSTUNREACH', 'EACCES'],
    );
    expect(answer('8.8.8.8')?.error).toBe('ENETUNREACH');
    expect(answer('2001:db8::1')?.error).toBe('ENETUNREACH');
    expect(answer('10.1.0.1', 2)?.error).toBe('ENODEV');
  });

  it('says how a packet travels', () => {
    expect(answer('10.1.0.9')).toMatchObject({
      type: 'unicast',
      device: 'v0',
      source: '10.1.0.1',
      table: 254,
    });
    expect(answer('10.5.0.1')).toMatchObject({ gateway: '10.1.0.5', table: 77, mark: 5 });
    expect(answer('127.0.0.1')).toMatchObject({ type: 'local', device: 'lo' });
    expect(answer('10.1.0.1')).toMatchObject({ type: 'local', error: null, input: 'v0', from: '10.1.0.9' });
  });

  it('asks with protocol, ports and user where a rule wants them', () => {
    expect([0, 1, 2].map(at => answer('10.3.0.1', at)?.error)).toEqual(['EACCES', 'EINVAL', null]);
  });

  it('lists a route of several ways once for each', () => {
    const ways = kernel.value.routes.filter(({ destination }) => destination === '10.4.0.0/16');
    expect(ways.map(({ gateway, device }) => [gateway, device])).toEqual([
      ['10.1.0.6', 'v0'],
      ['10.1.0.7', 'v0'],
    ]);
  });

  it('has the neighbours and the reverse-path filters', () => {
    expect(kernel.value.neighbours).toContainEqual({
      address: '10.1.0.6',
      device: 'v0',
      hardwareAddress: '02:00:00:00:00:01',
      state: 'permanent',
    });
    expect(kernel.value.reversePathFilter).toMatchObject({
      v0: 2,
      lo: expect.any(Number),
      all: expect.any(Number),
    });
  });
});

describe('a lookup', () => {
  const names = new Map([[3, 'eth0']]);

  it('is struct rtmsg with its attributes', () => {
    const bytes = encodeLookup({ to: '10.0.0.1', from: '10.0.0.2', input: 'eth0', mark: 9 }, names);
    expect((bytes as Buffer).toString('hex')).toBe(
      '022020000000000000100000' +
        '080001000a000001' +
        '080002000a000002' +
        '0800030003000000' +
        '0800100009000000',
    );
  });

  it('takes an interface by its number too', () => {
    const by = (output: string) => encodeLookup({ to: 'fe80::1', output }, names);
    expect(by('3')).toEqual(by('eth0'));
    expect(by('4')).toBe('ENODEV');
  });

  it('of what cannot be asked is an error and no question', () => {
    expect(encodeLookup({ to: 'nowhere' }, names)).toBe('EINVAL');
    expect(encodeLookup({ to: '10.0.0.1', from: '::1' }, names)).toBe('EINVAL');
    expect(encodeLookup({ to: '10.0.0.1', input: 'eth9' }, names)).toBe('ENODEV');
    expect(encodeLookup({ to: '10.0.0.1', output: 'eth9' }, names)).toBe('ENODEV');
  });

  it('by ip(8) gives the name of the error that it prints', () => {
    const error = (stderr: string) => parseLookup({ to: '10.0.0.1' }, '', stderr).error;
    expect(error('RTNETLINK answers: Network is unreachable\n')).toBe('ENETUNREACH');
    expect(error('RTNETLINK answers: Invalid cross-device link\n')).toBe('EXDEV');
    expect(error('Cannot find device "eth9"\n')).toBe('ENODEV');
  });
});

describe('where the kernel cannot be asked', () => {
  const without = { ...realSystem, netlink: () => undefined };

  it('routing is unknown, with the reason', () => {
    const missing = {
      ...without,
      runSync: () => {
        throw Object.assign(new Error('spawn ip'), { code: 'ENOENT' });
      },
    };
    expect(readRouting(missing, [])).toMatchObject({ status: 'unknown', reason: 'tool-missing' });
    expect(lookUpRoutes({ ...without, platform: 'win32' }, [])).toMatchObject({ reason: 'unsupported' });
  });
});

it('decoders and parsers of anything throw nothing', () => {
  const names = new Map([[0, 'lo']]);
  const json = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(fc.dictionary(fc.string(), fc.jsonValue())).map(list => JSON.stringify(list)),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), json, (array, text) => {
      for (const family of [2, 10, array[0] ?? 0]) {
        const bytes = Buffer.from([family, ...array.slice(1)]);
        decodeRouteMessage(bytes);
        decodeRoutes(bytes, names);
        decodeNeighbour(bytes, names);
        decodeRule(bytes);
      }
      parseRoutes(text, 4);
      parseNeighbours(text);
      parseRules(text, 4);
      parseLookup({ to: '::1' }, text, text);
    }),
  );
});
