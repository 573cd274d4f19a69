import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIpsetSave } from '../../../src/facts/firewall/ipset.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import { wordsOf } from '../../../src/facts/firewall/iptables-words.js';
import { parseNftJson } from '../../../src/facts/firewall/nft-json.js';
import { parseNftText } from '../../../src/facts/firewall/nft-text.js';
import { resolveXt } from '../../../src/facts/firewall/resolve-xt.js';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

const statementsOf = (rule: string) =>
  parseIptablesSave(
    `*filter\n:INPUT ACCEPT [0:0]\n:WEB - [0:0]\n-A INPUT ${rule}\nCOMMIT\n`,
    'iptables',
    'ip',
  )[0]!.chains[0]!.rules[0]!.statements;

const tcp = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'tcp' } };

describe('parseIptablesSave', () => {
  it.each([
    [
      '-p tcp -m tcp --dport 80:90 -j DROP',
      [
        tcp,
        {
          match: {
            op: '==',
            left: { payload: { protocol: 'th', field: 'dport' } },
            right: { range: [80, 90] },
          },
        },
        { drop: null },
      ],
    ],
    [
      '! -s 10.0.0.0/8 -j ACCEPT',
      [
        {
          match: {
            op: '!=',
            left: { payload: { protocol: 'ip', field: 'saddr' } },
            right: { prefix: { addr: '10.0.0.0', len: 8 } },
          },
        },
        { accept: null },
      ],
    ],
    [
      '-s 10.0.0.0/255.255.0.0 -j RETURN',
      [
        {
          match: {
            op: '==',
            left: { payload: { protocol: 'ip', field: 'saddr' } },
            right: { prefix: { addr: '10.0.0.0', len: 16 } },
          },
        },
        { return: null },
      ],
    ],
    [
      '-i eth+ -g WEB',
      [
        { match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'eth*' } },
        { goto: { target: 'WEB' } },
      ],
    ],
    [
      '-m conntrack ! --ctstate NEW,RELATED -j DROP',
      [{ match: { op: '!', left: { ct: { key: 'state' } }, right: ['new', 'related'] } }, { drop: null }],
    ],
    [
      '-m mark --mark 0x1/0xff -j DROP',
      [{ match: { op: '==', left: { '&': [{ meta: { key: 'mark' } }, 255] }, right: 1 } }, { drop: null }],
    ],
    [
      '-m connmark --mark 0x1 -j DROP',
      [{ match: { op: '==', left: { ct: { key: 'mark' } }, right: 1 } }, { drop: null }],
    ],
    [
      '-m set --match-set bad src,dst -j DROP',
      [
        { match: { op: '==', left: { ipset: { flags: ['src', 'dst'], family: 'ip' } }, right: '%bad' } },
        { drop: null },
      ],
    ],
    [
      '-m connlabel --label 3 -j DROP',
      [{ match: { op: '==', left: { ct: { key: 'label' } }, right: '3' } }, { drop: null }],
    ],
    ['-m geoip --source-country XX -j DROP', [{ xt: { type: 'match', name: 'geoip' } }, { drop: null }]],
    ['-j TARPIT --honeypot', [{ xt: { type: 'target', name: 'TARPIT' } }]],
    ['-j HMARK --hmark-mod 2', [{ mangle: { key: { meta: { key: 'mark' } }, value: null } }]],
    ['-j SET --map-set m src --map-mark', [{ mangle: { key: { meta: { key: 'mark' } }, value: null } }]],
    ['-j SET --map-set m src --map-prio', []],
    [
      '-j SET --add-set bad src,dst --exist',
      [{ set: { op: 'add', elem: { ipset: { flags: ['src', 'dst'], family: 'ip' } }, set: '%bad' } }],
    ],
    ['-j LOG --log-prefix "a -j DROP "', []],
    ['-m comment --comment "-j DROP all" -j ACCEPT', [{ accept: null }]],
    ['-m comment --comment ! -p tcp -j DROP', [tcp, { drop: null }]],
    ['-p tcp -j REJECT --reject-with tcp-reset', [tcp, { reject: { type: 'tcp reset' } }]],
    ['-j DNAT --to-destination [fd00::1]:8080', [{ dnat: { addr: 'fd00::1', port: 8080 } }]],
    ['-j DNAT --to-destination :8080-8090', [{ dnat: { port: { range: [8080, 8090] } } }]],
    ['-j REDIRECT --to-ports 8080', [{ redirect: { port: 8080 } }]],
  ])('reads %s', (rule, statements) => expect(statementsOf(rule)).toEqual(statements));

  it('knows hooks, priorities and policies of the built-in chains', () => {
    const [filter, nat] = parseIptablesSave(fixture('managed.save'), 'iptables', 'ip');
    expect(filter!.chains.map(chain => [chain.name, chain.hook?.name ?? null, chain.rules.length])).toEqual([
      ['INPUT', 'input', 3],
      ['FORWARD', 'forward', 0],
      ['OUTPUT', 'output', 0],
      ['WEB', null, 1],
    ]);
    expect(nat!.chains.map(chain => chain.hook?.priority)).toEqual([-100, 100, -100, 100]);
  });

  it('reads quoted words as the tool wrote them', () =>
    expect(wordsOf('-m comment --comment "a \\"b\\" c" -j DROP')).toEqual([
      '-m',
      'comment',
      '--comment',
      'a "b" c',
      '-j',
      'DROP',
    ]));

  it('never throws', () => {
    const word = fc.constantFrom(
      '*filter',
      ':INPUT DROP',
      '-A INPUT',
      '-p',
      'tcp',
      '!',
      '--dport',
      '80',
      '-m',
      'set',
      '-j',
      '"',
      '\n',
      'COMMIT',
      '-s',
      '1.2.3.4/300.1',
    );
    fc.assert(
      fc.property(fc.array(word), words => void parseIptablesSave(words.join(' '), 'iptables', 'ip')),
    );
    fc.assert(fc.property(fc.string(), text => void parseIpsetSave(text)));
  });
});

describe('resolveXt', () => {
  const { tables } = parseNftJson(fixture('managed.json'), parseNftText(fixture('managed.txt')));
  const saved = parseIptablesSave(fixture('managed.save'), 'iptables', 'ip');

  it("puts iptables' own words where nft's JSON says only xt", () => {
    const rules = resolveXt(tables, saved).flatMap(table => table.chains.flatMap(chain => chain.rules));
    expect(JSON.stringify(rules)).not.toContain('"xt"');
    expect(rules[0]).toMatchObject({
      text: expect.stringContaining('--dports 80,81'),
      handle: expect.any(Number),
    });
  });

  it('adds to a quota what nft has counted of its rule', () => {
    const rules = '-A INPUT -m quota --quota 2000 -j ACCEPT';
    const own = parseIptablesSave(`*filter\n:INPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`, 'iptables', 'ip');
    const [table] = own;
    const [chain] = table!.chains;
    const statements = [{ xt: null }, { counter: { packets: 3, bytes: 180 } }, { accept: null }];
    const listed = [{ ...table!, chains: [{ ...chain!, rules: [{ ...chain!.rules[0]!, statements }] }] }];
    expect(resolveXt(listed, own)[0]?.chains[0]?.rules[0]?.statements[0]).toEqual({
      quota: { text: '2000', inv: false, passed: 180 },
    });
  });

  it.each([
    ['"@bad"', true],
    [{ set: [80, 81] }, true],
    [{ range: ['10.0.0.1', '10.0.0.9'] }, true],
    [{ range: [80, 81] }, false],
    [80, false],
  ])('takes nft at its word for %j, which iptables cannot write: %s', (right, isNfts) => {
    const rules = '-A INPUT -p tcp -j DROP';
    const own = parseIptablesSave(`*filter\n:INPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`, 'iptables', 'ip');
    const left = { payload: { protocol: 'tcp', field: 'dport' } };
    const word = typeof right === 'string' ? JSON.parse(right) : right;
    const rule = { handle: 4, position: 1, text: 'as nft has it' };
    const statements = [{ match: { op: '==', left, right: word } }, { drop: null }];
    const [chain] = own[0]!.chains;
    const listed = [{ ...own[0]!, chains: [{ ...chain!, rules: [{ ...rule, statements }] }] }];
    const [found] = resolveXt(listed, own)[0]!.chains[0]!.rules;
    expect(found).toMatchObject(isNfts ? { text: 'as nft has it', statements } : { text: rules });
  });

  it('leaves what changed in between as nft said it, so that it stays a doubt', () => {
    const other = saved.map(table => ({
      ...table,
      chains: table.chains.map(chain => ({ ...chain, rules: chain.rules.slice(1) })),
    }));
    expect(JSON.stringify(resolveXt(tables, other))).toContain('"xt"');
  });
});

describe('parseIpsetSave', () => {
  it('reads the names of every member of a list', () => {
    const saved =
      'create a hash:ip\nadd a 10.0.0.1\ncreate b hash:ip\nadd b 10.0.0.2\ncreate c hash:ip,port\nadd c 10.0.0.3,80\n';
    const list = parseIpsetSave(
      `${saved}create all list:set\nadd all a\nadd all b\nadd all c\nadd all all\n`,
    ).at(-1);
    expect(list).toMatchObject({ types: ['set'], elements: [], members: ['a', 'b', 'c', 'all'] });
  });

  it('keeps the holes of a network apart, and the protocols of ports', () => {
    const saved = [
      'create nets hash:net family inet',
      'add nets 10.0.0.0/8',
      'add nets 10.77.0.2 nomatch',
      'create names hash:net,iface',
      'add names 10.0.0.0/8,eth0',
      'create ports bitmap:port range 1-9000',
      'add ports 8000-8010',
      'create pairs hash:ip,port',
      'add pairs 10.0.0.1,udp:53-54',
    ];
    expect(parseIpsetSave(saved.join('\n'))).toMatchObject([
      { elements: [{ prefix: { addr: '10.0.0.0', len: 8 } }], holes: ['10.77.0.2'] },
      { types: ['ipv4_addr', 'ifname'] },
      { types: ['inet_service'], elements: [{ range: [8000, 8010] }] },
      {
        types: ['ipv4_addr', 'inet_proto', 'inet_service'],
        elements: [{ concat: ['10.0.0.1', 'udp', { range: [53, 54] }] }],
      },
    ]);
  });

  it('holds a set of more elements than a call takes arguments', () => {
    const many = Array.from(
      { length: 200_000 },
      (_, at) => `add a 10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`,
    );
    expect(parseIpsetSave(`create a hash:ip\n${many.join('\n')}`)[0]?.elements).toHaveLength(200_000);
  });

  it('reads networks, ports and lists of sets', () =>
    expect(parseIpsetSave(fixture('ipset.save'))).toEqual([
      { name: 'bad', types: ['ipv4_addr'], elements: [{ prefix: { addr: '10.0.0.0', len: 8 } }], map: false },
      {
        name: 'both',
        types: ['ipv4_addr', 'inet_proto', 'inet_service'],
        elements: [{ concat: ['10.1.1.1', 'tcp', 80] }],
        map: false,
      },
      { name: 'all', types: ['set'], elements: [], map: false, members: ['bad'] },
    ]));
});
