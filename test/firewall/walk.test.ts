import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpsetSave } from '../../src/facts/firewall/ipset.js';
import type { FirewallRules, Json, Table } from '../../src/facts/firewall/types.js';
import { walk } from '../../src/firewall/walk.js';
import type { Question } from '../../src/net/question.js';
import { dport, iptables, nft, rulesOf } from '../support/firewall.js';
import {
  fromHere,
  fromLan,
  listener,
  lookup,
  loopback,
  nic,
  route,
  routing,
  toNeighbour,
} from '../support/ground.js';

const interfaces = [loopback, nic('eth0', ['10.77.0.1/24', 'fd77::1/64'])];
const on = (firewall: FirewallRules, question: Question = fromLan(), over = {}) =>
  walk({ firewall, interfaces, routes: routing(), ...over }, question)!;
const judged = (
  rules: readonly (readonly Json[])[],
  hook = 'input',
  over: Readonly<Record<string, Json>> = {},
  more: readonly Json[] = [],
) => on(rulesOf(nft(hook, rules, over, more)));

const drop: Json = { drop: null };
const accept: Json = { accept: null };
const match = (left: Json, right: Json, op = '=='): Json => ({ match: { op, left, right } });
const meta = (key: string): Json => ({ meta: { key } });
const source = (protocol: string): Json => ({ payload: { protocol, field: 'saddr' } });
const note = (protocol: string, op: string): Json => ({ set: { op, elem: source(protocol), set: '@seen' } });
const isNoted: readonly Json[] = [match(source('ip'), '@seen'), drop];

describe('walk', () => {
  it('passes where there are no rules', () => expect(on(rulesOf([])).verdict).toBe('pass'));

  it('quotes the rule that drops, with its place', () =>
    expect(
      on(rulesOf(iptables(['-A INPUT -i lo -j ACCEPT', '-A INPUT -p tcp --dport 8000 -j DROP']))),
    ).toMatchObject({
      verdict: 'drop',
      stop: {
        hook: 'input',
        quote: { chain: 'INPUT', position: 2, text: '-A INPUT -p tcp --dport 8000 -j DROP', policy: false },
      },
      client: { outcome: 'timeout' },
    }));

  it('gives up among doubtful rules without end, and says so', () => {
    const unknown = Array.from({ length: 5000 }, (_, at) => `-A INPUT -m strange --number ${at} -j DROP`);
    const round = [':WEB - [0:0]', '-A INPUT -j WEB', ...Array(3).fill('-A WEB -m strange --odd -j WEB')];
    const many = Array(100_001).fill('-A INPUT -s 192.0.0.0/12 -j DROP');
    for (const rules of [unknown, round, many]) {
      const walked = on(rulesOf(iptables(rules)));
      expect(walked.verdict).toBe('maybe');
      expect(walked.doubts.map(({ says }) => says)).toContain('more rules than are looked at');
    }
  });

  it('knows what becomes of packets that are handed to a queue', () => {
    const handed = (body: Json) => judged([[dport(8000), { queue: body }]]);
    expect(handed({ num: 3, readers: [null] })).toMatchObject({
      verdict: 'drop',
      stop: { quote: { unread: true } },
    });
    expect(handed({ num: 3, flags: ['bypass', 'fanout'], readers: [null, null] }).verdict).toBe('pass');
    expect(handed({ num: 3 }).verdict).toBe('maybe');
    const read = handed({ num: 3, flags: 'bypass', readers: [null, 'suricata (pid 42)'] });
    expect(read.verdict).toBe('maybe');
    expect(read.stop?.doubts[0]?.says).toContain('suricata (pid 42)');
  });

  it.each([{ queue: { num: 3, readers: ['suricata (pid 42)'] } }, { 'a chain without a name': null }])(
    'leaves open whether it is let in before a policy that drops: %j',
    statement =>
      expect(judged([[dport(8000), statement]], 'input', { policy: 'drop' }).verdict).toBe('maybe'),
  );

  it('tells apart who asks: loopback is let in here', () => {
    const rules = rulesOf(iptables(['-A INPUT -i lo -j ACCEPT', '-A INPUT -p tcp --dport 8000 -j DROP']));
    expect(on(rules, fromHere()).verdict).toBe('pass');
  });

  it.each<[string, readonly (readonly Json[])[], string]>([
    ['another port', [[dport(8001), drop]], 'pass'],
    ['a range', [[dport({ range: [7000, 8000] }), drop]], 'drop'],
    ['a set', [[dport({ set: [22, { range: [7999, 8001] }] }), drop]], 'drop'],
    ['a negated set', [[dport({ set: [22, 80] }, '!='), drop]], 'drop'],
    ['an accept before', [[dport(8000), accept], [drop]], 'pass'],
    ['another protocol', [[match({ payload: { protocol: 'udp', field: 'dport' } }, 8000), drop]], 'pass'],
    [
      'a negation of a field that the packet has not',
      [[match({ payload: { protocol: 'udp', field: 'dport' } }, 53, '!='), drop]],
      'pass',
    ],
    [
      'the other family',
      [[match({ payload: { protocol: 'ip6', field: 'saddr' } }, 'fd77::2', '!='), drop]],
      'pass',
    ],
    ['an interface by wildcard', [[match(meta('iifname'), 'eth*'), drop]], 'drop'],
    ['another interface', [[match(meta('iifname'), { set: ['wlan0', 'tun*'] }), drop]], 'pass'],
    [
      'a concatenation',
      [
        [
          match(
            {
              concat: [
                { payload: { protocol: 'ip', field: 'saddr' } },
                { payload: { protocol: 'tcp', field: 'dport' } },
              ],
            },
            { set: [{ concat: [{ prefix: { addr: '10.77.0.0', len: 16 } }, { range: [8000, 8010] }] }] },
          ),
          drop,
        ],
      ],
      'drop',
    ],
    [
      'a map of verdicts',
      [
        [
          {
            vmap: {
              key: { payload: { protocol: 'tcp', field: 'dport' } },
              data: {
                set: [
                  [22, accept],
                  [{ range: [80, 9000] }, drop],
                ],
              },
            },
          },
        ],
      ],
      'drop',
    ],
    [
      'a mark set before',
      [[{ mangle: { key: meta('mark'), value: 5 } }], [match({ '&': [meta('mark'), 4] }, 4), drop]],
      'drop',
    ],
    [
      'the state',
      [
        [match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), accept],
        [match({ ct: { key: 'state' } }, 'new', 'in'), drop],
      ],
      'drop',
    ],
    [
      'flags of a SYN',
      [
        [
          match(
            { '&': [{ payload: { protocol: 'tcp', field: 'flags' } }, ['fin', 'syn', 'rst', 'ack']] },
            'syn',
          ),
          drop,
        ],
      ],
      'drop',
    ],
    ['a packet without flags', [[match({ payload: { protocol: 'tcp', field: 'flags' } }, 0), drop]], 'pass'],
    [
      'what is not for this machine',
      [[match({ fib: { result: 'type', flags: ['daddr'] } }, 'local', '!='), drop]],
      'pass',
    ],
    [
      'a source that is no other machine',
      [[match({ fib: { result: 'type', flags: ['saddr'] } }, 'unicast', '!='), drop]],
      'pass',
    ],
    [
      'a source of another machine',
      [[match({ fib: { result: 'type', flags: ['saddr'] } }, 'unicast'), drop]],
      'drop',
    ],
    ['a packet for one machine', [[match(meta('pkttype'), 'host'), drop]], 'drop'],
    ['the same in the words of iptables', [[match(meta('pkttype'), 'unicast'), drop]], 'drop'],
    [
      'a source without a way back',
      [[match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false), drop]],
      'pass',
    ],
    [
      'the device towards an address of its own, of which the kernel names none',
      [[match({ fib: { result: 'oifname', flags: ['daddr'] } }, 'lo'), drop]],
      'pass',
    ],
    [
      'the same asked for as missing',
      [[match({ fib: { result: 'oif', flags: ['daddr'] } }, false), drop]],
      'drop',
    ],
    [
      'a quota that is used up',
      [[{ quota: { val: 1, val_unit: 'kbytes', used: 2, used_unit: 'kbytes', inv: true } }, drop]],
      'drop',
    ],
    [
      'a quota with some left',
      [[{ quota: { val: 10, val_unit: 'mbytes', used: 2, used_unit: 'kbytes', inv: true } }, drop]],
      'pass',
    ],
    [
      'a quota for each element of a set',
      [
        [
          {
            set: {
              op: 'add',
              elem: { payload: { protocol: 'ip', field: 'saddr' } },
              set: '@q',
              stmt: [{ quota: { val: 500, val_unit: 'mbytes', inv: true } }],
            },
          },
          drop,
        ],
      ],
      'maybe',
    ],
    ['a set that an earlier rule writes the client into', [[note('ip', 'add')], isNoted], 'drop'],
    ['a set that an earlier rule takes it out of', [[note('ip', 'delete')], isNoted], 'pass'],
    [
      'a set that an earlier rule may write it into',
      [[{ xt: { type: 'match', name: 'geoip' } }, note('ip', 'add')], isNoted],
      'maybe',
    ],
    ['a set that the other family is written into', [[note('ip6', 'add'), drop]], 'pass'],
    [
      'a mark that was not resolved',
      [[{ xt: { type: 'target', name: 'MARK' } }], [match(meta('mark'), 5), drop]],
      'maybe',
    ],
    ['a clock', [[match(meta('hour'), '10:00'), drop]], 'maybe'],
    ['a statement that nobody knows', [[{ 'new thing': { x: 1 } }, drop]], 'maybe'],
    ['an xt that was not resolved', [[{ xt: { type: 'match', name: 'multiport' } }, drop]], 'maybe'],
    ['a doubt before the same verdict', [[match(meta('hour'), '10:00'), drop], [drop]], 'drop'],
    [
      'a doubt behind an accept',
      [
        [dport(8000), accept],
        [match(meta('hour'), '10:00'), drop],
      ],
      'pass',
    ],
  ])('decides %s', (_, rules, verdict) => expect(judged(rules).verdict).toBe(verdict));

  it.each([
    [1970, 'drop', undefined],
    [1900, 'maybe', 'drop'],
    [200, 'maybe', 'pass'],
    [null, 'maybe', 'pass'],
  ])("judges iptables' quota of 2000 bytes by the %s that it has let pass", (passed, verdict, usually) => {
    const found = judged([[{ quota: { text: '2000', inv: false, passed } }, accept], [drop]]);
    expect(found.verdict).toBe(verdict);
    if (usually) expect(found.usually).toBe(usually);
  });

  it('names the doubt and what is usual', () => {
    const { verdict, usually, stop } = judged([
      [{ limit: { rate: 3, per: 'minute', burst: 5 } }, accept],
      [dport(8000), drop],
    ]);
    expect({ verdict, usually, doubts: stop?.doubts }).toEqual({
      verdict: 'maybe',
      usually: 'pass',
      doubts: [
        {
          kind: 'limit',
          says: 'limit 3/minute',
          usually: true,
          shared: true,
          bucket: { burst: 5, perSecond: 0.05 },
        },
      ],
    });
  });

  it('finds named sets, of nft and of ipset', () => {
    const saddr: Json = { payload: { protocol: 'ip', field: 'saddr' } };
    const bad = {
      set: {
        family: 'inet',
        table: 'filter',
        name: 'bad',
        type: 'ipv4_addr',
        elem: [{ elem: { val: '10.77.0.2', timeout: 60 } }],
      },
    };
    expect(judged([[match(saddr, '@bad'), drop]], 'input', {}, [bad]).verdict).toBe('drop');
    expect(judged([[match(saddr, '@gone'), drop]]).verdict).toBe('maybe');
    const ipsets = [
      {
        name: 'bad',
        types: ['ipv4_addr'],
        elements: [{ prefix: { addr: '10.77.0.0', len: 24 } }],
        map: false,
      },
    ];
    expect(on(rulesOf(iptables(['-A INPUT -m set --match-set bad src -j DROP']), { ipsets })).verdict).toBe(
      'drop',
    );
  });

  const bySet = (saved: string, rule: string) =>
    on(rulesOf(iptables([rule]), { ipsets: parseIpsetSave(saved.replaceAll('; ', '\n')) })).verdict;

  it.each<[string, string, string, string]>([
    ['a hole', 'create n hash:net; add n 10.77.0.0/24; add n 10.77.0.2 nomatch', 'n src', 'pass'],
    ['a hole elsewhere', 'create n hash:net; add n 10.77.0.0/24; add n 10.77.0.9 nomatch', 'n src', 'drop'],
    ['ports', 'create p bitmap:port range 1-9000; add p 8000-8010', 'p dst', 'drop'],
    ['other ports', 'create p bitmap:port range 1-9000; add p 8001-8010', 'p dst', 'pass'],
    ['a pair', 'create b hash:ip,port; add b 10.77.0.2,tcp:8000', 'b src,dst', 'drop'],
    ['a pair of UDP', 'create b hash:ip,port; add b 10.77.0.2,udp:8000', 'b src,dst', 'pass'],
    ['a pair by its address alone', 'create b hash:ip,port; add b 10.77.0.2,8000', 'b src', 'pass'],
    ['an interface', 'create i hash:net,iface; add i 10.0.0.0/8,eth0', 'i src,src', 'drop'],
    ['another interface', 'create i hash:net,iface; add i 10.0.0.0/8,eth1', 'i src,src', 'pass'],
    ['more ends than parts', 'create a hash:ip; add a 10.77.0.2', 'a src,dst', 'drop'],
    [
      'a list with a member of more parts',
      'create b hash:ip,port; add b 1.1.1.1,80; create a hash:ip; add a 10.77.0.2; create l list:set; add l b; add l a',
      'l src',
      'drop',
    ],
    ['a list without us', 'create a hash:ip; add a 10.77.0.9; create l list:set; add l a', 'l src', 'pass'],
    ['a list with a gone member', 'create l list:set; add l gone', 'l src', 'maybe'],
  ])('knows what an ipset holds: %s', (_, saved, set, verdict) =>
    expect(bySet(saved, `-A INPUT -m set --match-set ${set} -j DROP`)).toBe(verdict),
  );

  it('takes synproxy for a way in, and leaves open what a chain without a name decides', () => {
    expect(judged([[dport(8000), { synproxy: { mss: 1460 } }], [drop]]).verdict).toBe('pass');
    const old = '-A INPUT -p tcp --dport 8000 -j SYNPROXY --sack-perm --timestamp --wscale 7 --mss 1460';
    expect(on(rulesOf(iptables([old, '-A INPUT -j DROP']))).verdict).toBe('pass');
    const nameless = (port: number) => judged([[dport(port), { 'a chain without a name': null }]]);
    expect(nameless(8000).verdict).toBe('maybe');
    expect(nameless(80).verdict).toBe('pass');
  });

  it('takes an address for local to its own interface alone, on loopback too', () => {
    const strict = [[match({ fib: { result: 'type', flags: ['daddr', 'iif'] } }, 'local', '!='), drop]];
    const rules = rulesOf(nft('prerouting', strict, { prio: -150 }));
    expect(on(rules).verdict).toBe('pass');
    expect(on(rules, fromHere()).verdict).toBe('pass');
    expect(on(rules, fromHere({ address: '10.77.0.1' })).verdict).toBe('drop');
    // A service's address that a route of type local makes this machine's, and no interface has.
    const kept = {
      routes: routing({ lookups: [lookup('10.99.0.9', { type: 'local', device: 'lo', input: 'lo' })] }),
    };
    expect(on(rules, fromHere({ address: '10.99.0.9' }), kept).verdict).toBe('pass');
  });

  it('knows whose its own connections are, and of nobody else', () => {
    const out = (words: string, asker?: { uid: number; gid: number }) =>
      on(
        rulesOf(iptables([`-A OUTPUT -p tcp -m owner ${words} -j DROP`]), asker && { asker }),
        fromHere({ address: '10.77.0.9', local: false }),
      ).verdict;
    const root = { uid: 0, gid: 0 };
    expect(out('! --uid-owner 1337', root)).toBe('drop');
    expect(out('--uid-owner 1000-1999', root)).toBe('pass');
    expect(out('--uid-owner 1000-1999', { uid: 1000, gid: 1000 })).toBe('drop');
    expect(out('--gid-owner 1337', root)).toBe('pass');
    expect(out('--gid-owner 1337 --suppl-groups', root)).toBe('maybe');
    expect(out('! --uid-owner 1337')).toBe('maybe');
    const answers = rulesOf(iptables(['-A OUTPUT -m owner --gid-owner 0 -j DROP']), { asker: root });
    expect(on(answers).reply.verdict).toBe('maybe');
  });

  it('knows that a first packet comes in by loopback without its owner', () => {
    const rules = nft('input', [[match(meta('skuid'), 0), accept]], { policy: 'drop' });
    const asked = on(rulesOf(rules, { asker: { uid: 0, gid: 0 } }), fromHere());
    expect(asked.verdict).toBe('drop');
  });

  it('knows whose connection a packet comes in on, once it is begun', () => {
    const rules = (user: number) => rulesOf(nft('input', [[match(meta('skuid'), user), drop]]));
    const own = { sockets: [listener('0.0.0.0', 8000, { acceptor: { user: 33 } })] };
    expect(on(rules(33), fromLan(), own)).toMatchObject({ verdict: 'pass', follow: { verdict: 'drop' } });
    expect(on(rules(0), fromLan(), own)).toMatchObject({ verdict: 'pass', follow: { verdict: 'pass' } });
    expect(on(rules(33)).follow.verdict).toBe('maybe');
  });

  it('takes it that clients announce segments of a usual size', () => {
    const small = (range: readonly number[]) =>
      judged([[match({ 'tcp option': { name: 'maxseg', field: 'size' } }, { range: [...range] }), drop]]);
    expect(small([1, 536])).toMatchObject({ verdict: 'maybe', usually: 'pass' });
    expect(small([1, 535]).verdict).toBe('pass');
    expect(small([1, 1400]).usually).toBe('maybe');
  });

  const far = fromLan({}, { source: '10.50.0.2', network: null });
  const elsewhere = { routes: routing({ routes: [route('10.50.0.0/24', { device: 'eth1' })] }) };

  it.each<[string, string, string]>([
    ['-m ttl --ttl-gt 10', 'drop', 'drop'],
    ['-m ttl --ttl-lt 10', 'pass', 'pass'],
    ['-m ttl --ttl-eq 64', 'maybe', 'maybe'],
    ['-m ttl --ttl-lt 64', 'pass', 'maybe'],
    ['-m ttl --ttl-gt 60', 'drop', 'maybe'],
    ['-p tcp -m tcpmss --mss 100:500', 'pass', 'pass'],
    ['-p tcp -m tcpmss --mss 1000:1500', 'maybe', 'maybe'],
    ['-p tcp -m tcpmss ! --mss 1:100', 'drop', 'drop'],
    ['-m devgroup --src-group 0x5', 'pass', 'pass'],
    ['-m devgroup --src-group 0x0', 'drop', 'drop'],
    ['-m devgroup --src-group 0x5/0xf', 'maybe', 'maybe'],
    ['-m rpfilter --invert', 'pass', 'drop'],
    ['-m rpfilter --loose --invert', 'pass', 'pass'],
    ['-m rpfilter --validmark', 'drop', 'pass'],
  ])('knows what %s matches', (words, near, away) => {
    const rules = rulesOf(iptables([`-A INPUT ${words} -j DROP`]));
    const grouped = [loopback, nic('eth0', ['10.77.0.1/24'], { group: 'default' })];
    expect(on(rules, fromLan(), { interfaces: grouped }).verdict).toBe(near);
    expect(on(rules, far, { ...elsewhere, interfaces: grouped }).verdict).toBe(away);
  });

  it('takes what has no segment size for matched by a negated one of iptables', () => {
    const rules = rulesOf(iptables(['-A INPUT -p tcp -m tcpmss ! --mss 500:65535 -j DROP']));
    const { verdict, follow } = on(rules);
    expect([verdict, follow.verdict]).toEqual(['pass', 'drop']);
  });

  it.each<[string, string]>([
    ['--realm 0x0', 'drop'],
    ['! --realm 0x0', 'pass'],
    ['--realm 0x5', 'pass'],
    ['! --realm 0x5', 'drop'],
  ])('takes it that routes have no realm: -m realm %s', (words, usually) =>
    expect(on(rulesOf(iptables([`-A INPUT -m realm ${words} -j DROP`])))).toMatchObject({
      verdict: 'maybe',
      usually,
    }),
  );

  it('looks for the connection of an answer in the zone of the answer', () => {
    const zoned = (hook: string, key: Json) => nft(hook, [[{ mangle: { key, value: 5 } }]], { prio: -300 });
    const zone: Json = { ct: { key: 'zone' } };
    const invalid = nft('output', [[match({ ct: { key: 'state' } }, 'invalid', 'in'), drop]]);
    const reply = (...tables: readonly (readonly Table[])[]) => on(rulesOf(tables.flat())).reply.verdict;
    expect(reply(zoned('prerouting', zone), invalid)).toBe('drop');
    expect(reply(zoned('prerouting', zone), zoned('output', zone), invalid)).toBe('pass');
    expect(reply(zoned('prerouting', { ct: { key: 'zone', dir: 'original' } }), invalid)).toBe('pass');
    expect(reply(invalid)).toBe('pass');
  });

  it('knows that a connection waits for an answer that the tracking does not see', () => {
    const settings = ['-A INPUT -m conntrack --ctstate INVALID -j DROP'];
    const follow = (...raw: readonly string[]) =>
      on(rulesOf(iptables(settings, {}, ['*raw', ':PREROUTING ACCEPT [0:0]', ...raw, 'COMMIT'].join('\n'))))
        .follow.verdict;
    const untrack = '-p tcp --sport 8000 -j CT --notrack';
    expect(follow('-A PREROUTING -i eth0 -j CT --zone 5')).toBe('drop');
    expect(
      follow('-A PREROUTING -i eth0 -j CT --zone 5', ':OUTPUT ACCEPT [0:0]', '-A OUTPUT -j CT --zone 5'),
    ).toBe('pass');
    expect(follow('-A PREROUTING -i eth0 -j CT --zone-orig 5')).toBe('pass');
    expect(follow(':OUTPUT ACCEPT [0:0]', `-A OUTPUT ${untrack}`)).toBe('drop');
    expect(
      follow(
        '-A PREROUTING -p tcp --dport 8000 -j CT --notrack',
        ':OUTPUT ACCEPT [0:0]',
        `-A OUTPUT ${untrack}`,
      ),
    ).toBe('pass');
  });

  it('reads the zones that iptables gives', () => {
    const raw = (words: string) =>
      `*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -i eth0 -j CT ${words}\nCOMMIT`;
    const reply = (words: string) =>
      on(rulesOf(iptables(['-A OUTPUT -p tcp -m conntrack --ctstate INVALID,NEW -j DROP'], {}, raw(words))))
        .reply.verdict;
    expect(reply('--zone 5')).toBe('drop');
    expect(reply('--zone-orig 5')).toBe('pass');
    expect(reply('--helper ftp')).toBe('pass');
  });

  it.each([
    // As nft 1.0.6 printed: ip option lsrr exists, tcp option 254 exists, tcp option timestamp missing.
    [match({ 'ip option': { name: 'lsrr' } }, true), 'pass', 'pass'],
    [match({ 'tcp option': { base: 254, offset: 0, len: 8 } }, true), 'maybe', 'pass'],
    [match({ 'tcp option': { name: 'timestamp' } }, false), 'maybe', 'maybe'],
    [match({ 'tcp option': { name: 'maxseg' } }, true), 'drop', 'drop'],
    [match({ 'tcp option': { name: 'sack-perm' } }, false), 'maybe', 'pass'],
  ])('knows which options packets have that open a connection: %j', (statement, verdict, usually) =>
    expect(judged([[dport(8000), statement, drop]])).toMatchObject({ verdict, usually }),
  );

  const tcp = (field: string): Json => ({ payload: { protocol: 'tcp', field } });
  it.each([
    [match(tcp('window'), 1024, '<'), 'maybe', 'pass'],
    [match(tcp('window'), 8192, '<'), 'maybe', 'maybe'],
    [match(tcp('doff'), 12, '>'), 'maybe', 'pass'],
    [match(tcp('doff'), 5, '<'), 'pass', 'pass'],
    [match(tcp('urgptr'), 0, '!='), 'maybe', 'pass'],
    [match(tcp('sequence'), 0), 'maybe', 'pass'],
    [match({ rt: { key: 'classid' } }, 5), 'maybe', 'pass'],
    [match({ ct: { key: 'label' } }, 3), 'maybe', 'pass'],
    [match({ ct: { key: 'id' } }, 5), 'maybe', 'pass'],
  ])('knows what is usual in a header, and of a connection: %j', (statement, verdict, usually) =>
    expect(judged([[dport(8000), statement, drop]])).toMatchObject({ verdict, usually }),
  );

  it('knows whom a frame is for by the device that has the address', () => {
    const daddr: Json = { payload: { protocol: 'ether', field: 'daddr' } };
    const own = '02:00:00:00:00:01';
    const over = { interfaces: [loopback, nic('eth0', ['10.77.0.1/24'], { hardwareAddress: own })] };
    const verdict = (mac: string, op: string) =>
      on(rulesOf(nft('input', [[match(daddr, mac, op), drop]])), fromLan(), over).verdict;
    expect([verdict(own, '=='), verdict(own, '!=')]).toEqual(['drop', 'pass']);
    expect(verdict('02:00:00:00:00:02', '==')).toBe('pass');
  });

  it('does not follow what is written into a packet without connection tracking', () => {
    const dport: Json = { payload: { protocol: 'tcp', field: 'dport' } };
    const written = (key: Json) => judged([[{ mangle: { key, value: 9 } }]], 'prerouting', { prio: -150 });
    expect(written(dport)).toMatchObject({
      verdict: 'maybe',
      doubts: [{ says: 'tcp dport is written anew' }],
    });
    expect(written({ payload: { protocol: 'ip', field: 'ttl' } }).verdict).toBe('pass');
  });

  it('knows what a frame carries', () => {
    const type: Json = { payload: { protocol: 'ether', field: 'type' } };
    expect(judged([[match(type, 'ip'), drop]]).verdict).toBe('drop');
    expect(judged([[match(type, 'ip6'), drop]]).verdict).toBe('pass');
    expect(judged([[match(type, 'arp', '!='), accept], [drop]]).verdict).toBe('pass');
  });

  it('looks a limit up by a field', () => {
    const key: Json = { payload: { protocol: 'tcp', field: 'dport' } };
    const slow = {
      limit: { family: 'inet', table: 'filter', name: 'slow', rate: 1, per: 'hour', inv: true },
    };
    const limited = (port: number) =>
      judged([[{ limit: { map: { key, data: { set: [[port, 'slow']] } } } }, drop]], 'input', {}, [slow]);
    expect(limited(8000)).toMatchObject({ verdict: 'maybe', usually: 'pass' });
    expect(limited(80).verdict).toBe('pass');
  });

  it('comes back from a chain that was jumped to, and not from one that was gone to', () => {
    const rules = [
      '-A WEB -p udp -j ACCEPT',
      '-A WEB -s 10.0.0.0/8 -j RETURN',
      '-A INPUT -p tcp -j WEB',
      '-A INPUT -p tcp --dport 8000 -j ACCEPT',
    ];
    expect(on(rulesOf(iptables(rules, { INPUT: 'DROP' }))).verdict).toBe('pass');
    const gone = rules.map(rule => rule.replace('-p tcp -j WEB', '-p tcp -g WEB'));
    expect(on(rulesOf(iptables(gone, { INPUT: 'DROP' })))).toMatchObject({
      verdict: 'drop',
      stop: { quote: { policy: true, text: 'policy drop' }, through: [{ text: '-A INPUT -p tcp -g WEB' }] },
    });
  });

  it('goes on in the next chain of the hook after an accept', () => {
    const first = nft('input', [[accept]], { prio: -10 });
    const second = nft('input', [[dport(8000), { reject: { type: 'tcp reset' } }]], { prio: 10 }).map(
      table => ({ ...table, name: 'second' }),
    );
    expect(on(rulesOf([...second, ...first]))).toMatchObject({
      verdict: 'reject',
      stop: { how: 'tcp reset', heard: true },
      client: { outcome: 'refused', errno: 'ECONNREFUSED' },
    });
  });

  it('knows that the answer of a reject rule may be lost', () => {
    const rules = iptables(['-A INPUT -p tcp --dport 8000 -j REJECT'], { OUTPUT: 'DROP' });
    expect(on(rulesOf(rules))).toMatchObject({
      verdict: 'reject',
      stop: { heard: false },
      client: { outcome: 'timeout' },
    });
  });

  it.each([
    ['icmp-admin-prohibited', 'EHOSTUNREACH'],
    ['icmp-net-unreachable', 'ENETUNREACH'],
    ['icmp-port-unreachable', 'ECONNREFUSED'],
    ['icmp-proto-unreachable', 'ENOPROTOOPT'],
  ])('says what the client sees of %s', (kind, errno) =>
    expect(on(rulesOf(iptables([`-A INPUT -j REJECT --reject-with ${kind}`]))).client?.errno).toBe(errno),
  );

  it('judges the answer and what follows by their own state', () => {
    expect(on(rulesOf(iptables(['-A OUTPUT -p tcp --sport 8000 -j DROP'])))).toMatchObject({
      verdict: 'pass',
      reply: { verdict: 'drop' },
      follow: { verdict: 'pass' },
    });
    expect(on(rulesOf(iptables(['-A INPUT -m conntrack --ctstate ESTABLISHED -j DROP'])))).toMatchObject({
      verdict: 'pass',
      reply: { verdict: 'pass' },
      follow: { verdict: 'drop' },
    });
  });

  const nat = (rule: string, chain = 'PREROUTING') =>
    iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A ${chain} ${rule}\nCOMMIT`);

  it('follows a redirect, which filters then see', () => {
    const rules = [
      ...nat('-p tcp --dport 8000 -j REDIRECT --to-ports 9999'),
      ...iptables(['-A INPUT -p tcp --dport 8000 -j DROP'], {}, '', 'iptables-legacy'),
    ];
    expect(on(rulesOf(rules))).toMatchObject({
      verdict: 'pass',
      destination: { address: '10.77.0.1', port: 9999 },
      delivery: 'local',
      rewrittenBy: { chain: 'PREROUTING' },
    });
    expect(on(rulesOf(rules), fromHere({ address: '10.77.0.1' }))).toMatchObject({
      verdict: 'drop',
      rewrittenBy: null,
    });
  });

  it('tells where a packet would have gone that is dropped before it is sent on', () => {
    const raw = '*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DROP\nCOMMIT\n';
    const published =
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT';
    expect(on(rulesOf(iptables([], {}, raw + published)))).toMatchObject({
      verdict: 'drop',
      stops: [{ hook: 'prerouting' }],
      destination: { address: '172.17.0.2', port: 80 },
      delivery: 'forward',
      rewrittenBy: { chain: 'PREROUTING' },
    });
  });

  it.each([
    ['--ctstate ESTABLISHED,DNAT', 'pass', 'drop'],
    ['--ctstate NEW,DNAT', 'pass', 'pass'],
    ['--ctstate ESTABLISHED,SNAT', 'drop', 'drop'],
    ['! --ctstate NEW,DNAT', 'drop', 'drop'],
    ['! --ctstate ESTABLISHED,DNAT', 'drop', 'pass'],
  ])('lets in by states and rewrites of one rule: %s', (words, sentOn, direct) => {
    const input = iptables([`-A INPUT -m conntrack ${words} -j ACCEPT`], { INPUT: 'DROP' });
    const by = (port: number) =>
      on(rulesOf([...nat(`-p tcp --dport ${port} -j REDIRECT --to-ports 8001`), ...input])).verdict;
    expect([by(8000), by(80)]).toEqual([sentOn, direct]);
  });

  it('forwards what is sent on to another machine, if it may', () => {
    const rules = rulesOf(nat('-p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80'));
    const routes = routing({ routes: [route('172.17.0.0/16', { device: 'docker0' })] });
    expect(on(rules, fromLan(), { routes })).toMatchObject({
      verdict: 'pass',
      delivery: 'forward',
      output: 'docker0',
      destination: { address: '172.17.0.2', port: 80 },
    });
    const here = { ...rules, forwarding: { eth0: false } };
    expect(on(here, fromLan(), { routes, limits: { ipForward: true } }).stop?.reason).toBe('forwarding-off');
    expect(on(rules, fromLan(), { routes, limits: { ipForward: false } })).toMatchObject({
      verdict: 'drop',
      stop: { hook: 'routing', reason: 'forwarding-off', quote: null },
    });
  });

  it('knows that the kernel takes nothing for loopback from outside', () => {
    const rules = nat('-p tcp --dport 8000 -j DNAT --to-destination 127.0.0.1:8000');
    expect(on(rulesOf(rules)).stop?.reason).toBe('loopback-from-outside');
    expect(on(rulesOf(rules, { routeLocalnet: ['eth0'] })).verdict).toBe('pass');
  });

  it('walks output for a remote target, and its answers back in', () => {
    expect(on(rulesOf(iptables(['-A OUTPUT -d 10.77.0.0/24 -o eth0 -j DROP'])), toNeighbour)).toMatchObject({
      verdict: 'drop',
      stop: { hook: 'output' },
      delivery: 'out',
    });
    expect(on(rulesOf(iptables([], { INPUT: 'DROP' })), toNeighbour)).toMatchObject({
      verdict: 'pass',
      reply: { verdict: 'drop', stop: { hook: 'input' } },
    });
  });

  it('lets the answers to what it sent on by dnat come in by the interface that leads there', () => {
    const sentOn = nat('-d 10.77.0.1 -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80', 'OUTPUT');
    const filter = iptables(['-A INPUT -i lo -j ACCEPT'], { INPUT: 'DROP' }, '', 'iptables-legacy');
    const routes = routing({ routes: [route('172.17.0.0/16', { device: 'docker0' })] });
    const asked = fromHere({ address: '10.77.0.1' });
    expect(on(rulesOf([...sentOn, ...filter]), asked, { routes })).toMatchObject({
      verdict: 'pass',
      output: 'docker0',
      reply: { verdict: 'drop', stop: { hook: 'input' } },
    });
    const back = iptables(['-A INPUT -i docker0 -j ACCEPT'], { INPUT: 'DROP' }, '', 'iptables-legacy');
    expect(on(rulesOf([...sentOn, ...back]), asked, { routes }).reply.verdict).toBe('pass');
  });

  it('never throws, and ends, whatever the rules hold', () => {
    const statement = fc.dictionary(
      fc.constantFrom(
        'match',
        'vmap',
        'jump',
        'dnat',
        'redirect',
        'mangle',
        'set',
        'limit',
        'xt',
        'either',
        'queue',
        'reject',
        'quota',
      ),
      fc.jsonValue(),
      { minKeys: 1 },
    );
    const field = fc
      .constantFrom(
        'payload',
        'meta',
        'ct',
        'fib',
        'concat',
        '&',
        'ipset',
        'exthdr',
        'map',
        'tcp option',
        'socket',
      )
      .chain(key => fc.jsonValue().map(value => ({ [key]: value })));
    const plausible = fc.record({
      match: fc.record({
        op: fc.constantFrom('==', '!=', 'in', '<', '!'),
        left: field,
        right: fc.jsonValue(),
      }),
    });
    const rules = fc.array(fc.array(fc.oneof(statement, plausible), { maxLength: 3 }), { maxLength: 5 });
    fc.assert(
      fc.property(
        rules,
        fc.constantFrom('input', 'output', 'prerouting'),
        (list, hook) => void judged(list as Json[][], hook),
      ),
      { numRuns: 500 },
    );
    const loop = ['-A A -j B', '-A B -j A', '-A INPUT -j A', '-A INPUT -j DROP'];
    expect(on(rulesOf(iptables(loop))).verdict).not.toBe('pass');
  });
});

describe('modules of iptables that are seldom met', () => {
  it.each([
    ['-j DSCP --set-dscp 0x0a', '-m dscp --dscp 0x0a', 'drop'],
    ['-j DSCP --set-dscp 0x0a', '-m dscp --dscp 0x2e', 'pass'],
    ['-j DSCP --set-dscp 0x00', '-m dscp --dscp 0x2e', 'pass'],
    ['-j DSCP --set-dscp-class EF', '-m dscp --dscp 0x0a', 'maybe'],
    ['-m u32 --u32 0=1 -j DSCP --set-dscp 0x0a', '-m dscp --dscp 0x0a', 'maybe'],
    ['-j TOS --set-tos 0x10/0x3f', '-m dscp --dscp 0x2e', 'maybe'],
  ])('after %s, %s has what was written', (written, asked, verdict) =>
    expect(on(rulesOf(iptables([`-A INPUT ${written}`, `-A INPUT ${asked} -j DROP`]))).verdict).toBe(verdict),
  );

  const ends = (line: string) => on(rulesOf(iptables([`-A INPUT ${line} -j DROP`]))).verdict;
  it.each([
    ['-m dscp --dscp 0x2e', 'pass'],
    ['-m dscp ! --dscp 0x2e', 'drop'],
    ['-m dscp --dscp 0x00', 'drop'],
    ['-m dscp --dscp-class EF', 'pass'],
    ['-m tos --tos 0x10/0x3f', 'pass'],
    ['-m helper --helper ftp', 'pass'],
    ['-m nfacct --nfacct-name all', 'drop'],
    ['-m conntrack --ctstatus NONE', 'pass'],
    ['-m conntrack ! --ctstatus NONE', 'drop'],
    ['-m policy --dir in --pol ipsec --reqid 1 --mode tunnel', 'pass'],
    ['-m policy --dir in --pol none', 'drop'],
    ['-m policy --dir in', 'maybe'],
    ['-m physdev --physdev-in eth0', 'pass'],
    ['-m physdev ! --physdev-is-bridged', 'drop'],
    ['-m physdev --physdev-is-bridged ! --physdev-in veth1', 'pass'],
    ['-m socket --transparent', 'maybe'],
    ['-m socket', 'maybe'],
    ['-m connbytes --connbytes 10485760 --connbytes-mode bytes --connbytes-dir both', 'pass'],
    ['-m connbytes --connbytes 0:100 --connbytes-mode bytes --connbytes-dir both', 'drop'],
    ['-p tcp --tcp-option 2', 'drop'],
    ['-p tcp ! --tcp-option 2', 'pass'],
    ['-p tcp --tcp-option 8', 'maybe'],
    ['-m cgroup --path system.slice/shop', 'pass'],
    ['-m ecn --ecn-tcp-cwr', 'maybe'],
    ['-m ecn --ecn-ip-ect 0', 'drop'],
    ['-m ecn --ecn-ip-ect 1', 'pass'],
    ['-m ipv6header --header ipv6-frag --soft', 'pass'],
    ['-m ipv6header ! --header ipv6-frag --soft', 'drop'],
    ['-m ipv6header ! --header protocol --soft', 'pass'],
    ['-m ipv6header --header protocol', 'drop'],
    ['-m ipv6header --header hop-by-hop,protocol', 'pass'],
    ['-m ipv6header ! --header protocol', 'pass'],
  ])('%s', (line, verdict) => expect(ends(line)).toBe(verdict));

  it.each([
    ['-m realm --realm 99', 'pass'],
    ['-m realm ! --realm 99', 'drop'],
    ['-m ecn --ecn-ip-ect 3', 'pass'],
    ['-m ecn ! --ecn-ip-ect 3', 'drop'],
    ['-m ecn --ecn-tcp-ece', 'maybe'],
    ['-p tcp --tcp-option 30', 'pass'],
    ['-p tcp ! --tcp-option 30', 'drop'],
  ])('%s, as a rule', (line, verdict) =>
    expect(on(rulesOf(iptables([`-A INPUT ${line} -j DROP`]))).usually).toBe(verdict),
  );

  it('reads fields of the header by where they stand', () => {
    const at = (offset: number, len: number, right: number) =>
      judged([[match({ payload: { base: 'nh', offset, len } }, right), drop]]).verdict;
    expect([at(72, 8, 6), at(72, 8, 17), at(96, 24, 1)]).toEqual(['drop', 'pass', 'maybe']);
  });
});

describe('what nft does with a packet', () => {
  // As nft -j printed them of: meta mark set tcp dport map { 22 : 0x1, 8000 : 0x66 }, and meta mark & 0x60 == 0x60 drop.
  const map: Json = {
    set: [
      [22, 1],
      [8000, 102],
    ],
  };
  const marks = (over: Json): readonly Json[] => [
    {
      mangle: {
        key: meta('mark'),
        value: { map: { key: { payload: { protocol: 'tcp', field: 'dport' } }, data: over } },
      },
    },
  ];
  const masked = match({ '&': [meta('mark'), 96] }, 96);

  it('gives it the mark that a map has for it', () => {
    expect(judged([marks(map), [masked, drop]]).verdict).toBe('drop');
    expect(judged([marks({ set: [[22, 102]] }), [masked, drop]]).verdict).toBe('pass');
  });

  it('hands it to another device, and nobody here sees it', () =>
    expect(judged([[dport(8000), { fwd: { dev: 'mirror' } }]]).verdict).toBe('drop'));

  it('may have back what it gave to a device that shapes traffic', () =>
    expect(judged([[dport(8000), { fwd: { dev: 'ifb0' } }]]).verdict).toBe('maybe'));
});

describe('a rule that leaves packets one hop', () => {
  const mangle = (rule: string) =>
    `*mangle\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n${rule}\nCOMMIT\n`;
  const ttl = (chain: string, left: number) =>
    iptables([], {}, mangle(`-A ${chain} -o eth0 -j TTL --ttl-set ${left}`));
  const far = {
    ...fromLan(),
    vantage: { ...fromLan().vantage, kind: 'address' as const, source: '10.50.0.2' },
  };
  const routes = routing({ routes: [route('default', { gateway: '10.77.0.2' }), route('10.77.0.0/24')] });

  it('keeps answers from whoever is behind a router, and from nobody near', () => {
    expect(on(rulesOf(ttl('POSTROUTING', 1)), far, { routes }).reply).toMatchObject({
      verdict: 'drop',
      stop: {
        hook: 'postrouting',
        spent: true,
        quote: { text: '-A POSTROUTING -o eth0 -j TTL --ttl-set 1' },
      },
    });
    expect(on(rulesOf(ttl('POSTROUTING', 1)), fromLan(), { routes }).reply.verdict).toBe('pass');
    expect(on(rulesOf(ttl('POSTROUTING', 64)), far, { routes }).reply.verdict).toBe('pass');
  });

  it('ends here what is sent on', () => {
    const nat =
      '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT\n';
    const all = rulesOf(iptables([], {}, mangle('-A PREROUTING -j TTL --ttl-set 1') + nat));
    expect(on(all, fromLan(), { routes })).toMatchObject({
      verdict: 'drop',
      delivery: 'forward',
      stop: { hook: 'forward', spent: true },
    });
  });
});

describe('an address that a route of type local makes this machine’s', () => {
  it('is delivered here', () => {
    const question = { ...fromLan(), address: '10.88.0.7' };
    const { source, input } = question.vantage;
    const lookup = { to: '10.88.0.7', from: source, input, mark: 0, type: 'local', error: null };
    const routes = routing({
      lookups: [{ ...lookup, gateway: null, device: 'lo', source: null, table: 255 }],
    });
    const rules = () => rulesOf(iptables(['-A INPUT -p tcp --dport 8000 -j DROP']));
    expect(on(rules(), question, { routes })).toMatchObject({ verdict: 'drop', delivery: 'local' });
    expect(on(rules(), question)).toMatchObject({ delivery: 'forward' });
  });
});

describe('nat chains', () => {
  const nat = { type: 'nat', prio: -100 };
  const met = (more: readonly Json[] = []) => judged([[dport(8000), drop]], 'prerouting', nat, more).verdict;
  const tracking = (family: string): Json => ({
    rule: {
      family,
      table: 'other',
      chain: 'o',
      handle: 9,
      expr: [match({ ct: { key: 'state' } }, 'new'), accept],
    },
  });
  const other = (family: string): readonly Json[] => [
    { table: { family, name: 'other', handle: 8 } },
    { chain: { family, table: 'other', name: 'o', handle: 8 } },
    tracking(family),
  ];

  // As the kernel did it (6.18): a drop in a nat chain alone drops nothing.
  it.each([
    ['no rule has the kernel track connections', [], 'pass'],
    ['a rule asks for their state', other('ip'), 'drop'],
    ['one of both families does', other('inet'), 'drop'],
    ['one of the other family does', other('ip6'), 'pass'],
  ])('are called for what is tracked: %s', (_, more, verdict) => expect(met(more)).toBe(verdict));
});

describe('rules that deal connections out', () => {
  // As nft 1.0.6 printed: dnat to numgen inc mod 2 map { 0 : 172.28.0.2, 1 : 172.28.0.3 }:80
  const numgen = (mod: number): Json => ({ numgen: { mode: 'inc', mod, offset: 0 } });
  const jhash: Json = { jhash: { mod: 2, offset: 0, expr: { payload: { protocol: 'ip', field: 'saddr' } } } };
  const goals: Json = {
    set: [
      [0, '172.28.0.2'],
      [1, '172.28.0.3'],
    ],
  };
  const nat = { type: 'nat', prio: -100 };
  const dnat = (key: Json): Json => ({
    dnat: { family: 'ip', addr: { map: { key, data: goals } }, port: 80 },
  });

  it.each([
    ['by turns', numgen(2), 'chance'],
    ['by a hash of the client', jhash, 'field'],
  ])('follows every goal: %s', (_, key, kind) =>
    expect(judged([[dport(8000), dnat(key)]], 'prerouting', nat)).toMatchObject({
      verdict: 'pass',
      destination: { address: '172.28.0.2', port: 80 },
      otherwise: [{ address: '172.28.0.3', port: 80 }],
      doubts: [{ kind, says: 'about 50 % of the packets' }],
    }),
  );

  it('leaves open where numbers lead that the map does not have', () =>
    expect(judged([[dport(8000), dnat(numgen(3))]], 'prerouting', nat).doubts).toMatchObject([
      { kind: 'nat' },
    ]));

  it('takes what is written of address and port in one', () => {
    const pairs = {
      set: [
        [0, { concat: ['172.28.0.2', 81] }],
        [1, { concat: ['172.28.0.2', 82] }],
      ],
    };
    const rule = { dnat: { family: 'ip', addr: { map: { key: numgen(2), data: pairs } } } };
    expect(judged([[dport(8000), rule]], 'prerouting', nat)).toMatchObject({
      destination: { address: '172.28.0.2', port: 81 },
      otherwise: [{ address: '172.28.0.2', port: 82 }],
    });
  });

  it('follows every verdict of a map that leaves none out, the frequent one where it is told as usual', () => {
    const vmap = (pairs: Json): Json => ({
      vmap: { key: { numgen: { mode: 'random', mod: 10, offset: 0 } }, data: { set: pairs } },
    });
    const range = (lo: number, hi: number): Json => ({ range: [lo, hi] });
    const some = judged([
      [
        vmap([
          [range(0, 1), drop],
          [range(2, 9), accept],
        ]),
      ],
    ]);
    expect(some).toMatchObject({
      verdict: 'maybe',
      usually: 'pass',
      stop: { doubts: [{ says: 'about 20 % of the packets' }] },
    });
    expect(
      judged([
        [
          vmap([
            [range(0, 1), accept],
            [range(2, 9), accept],
          ]),
        ],
        [drop],
      ]).verdict,
    ).toBe('pass');
    expect(judged([[vmap([[range(0, 1), accept]])], [drop]]).verdict).toBe('maybe');
  });
});
