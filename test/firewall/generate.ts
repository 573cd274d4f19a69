/** Random rule sets in the words of nft and of iptables-restore, made from a seed so that a failure can be repeated. */

/** mulberry32: 32 bits of state, good enough to vary tests. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The ground that the rules are about: two machines on a cable, and what listens on the one with the rules. */
export const ground = {
  server: { 4: '10.99.7.1', 6: 'fd99:7::1' },
  clients: { 4: ['10.99.7.2', '10.99.7.200'], 6: ['fd99:7::2', 'fd99:7::200'] },
  listening: [8000, 8001, 8002, 8003],
  closed: [9999],
} as const;

type Random = () => number;
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const chance = (random: Random, share: number): boolean => random() < share;

const ports = [
  '8000',
  '8001',
  '8002',
  '8000-8001',
  '8002-9000',
  '{ 8000, 8002 }',
  '{ 8001-8003, 22 }',
  '!= 8000',
  '!= { 8001, 8002 }',
  '!= 8000-8001',
  '>= 8002',
  '< 8001',
];

const plain = (random: Random): string =>
  pick(random, [
    `tcp dport ${pick(random, ports)}`,
    `tcp dport ${pick(random, ports)}`,
    `th dport ${pick(random, ports)}`,
    `tcp sport ${pick(random, ports)}`,
    'udp dport 8000',
    `meta l4proto ${pick(random, ['tcp', 'udp', '{ tcp, udp }', '!= tcp', 'ipv6-icmp'])}`,
    `iifname ${pick(random, ['"fw1"', '"lo"', '"fw*"', '!= "lo"', '"wlan0"', '{ "fw1", "wg*" }', '""'])}`.replace(
      '""',
      '"none"',
    ),
    `ct state ${pick(random, ['new', 'established,related', 'invalid', '!= new', '{ new, untracked }', 'established', 'untracked'])}`,
    `meta mark ${pick(random, ['0', '1', '!= 0', 'and 3 == 1', '{ 1, 2 }'])}`,
    `ct mark ${pick(random, ['0', '1', '!= 2'])}`,
    `tcp flags ${pick(random, ['syn', 'syn,ack', '& (fin|syn|rst|ack) == syn', '& (fin|syn|rst|ack) != syn', '! ack', '!= syn', '& (syn|ack) == (syn|ack)', '& ack != 0'])}`,
    `fib daddr type ${pick(random, ['local', '!= local', '{ broadcast, multicast }'])}`,
    `fib saddr type ${pick(random, ['unicast', '!= unicast', '{ unicast, local }'])}`,
    `fib daddr . iif type ${pick(random, ['local', '!= local'])}`,
    `meta pkttype ${pick(random, ['host', 'broadcast', '!= multicast'])}`,
    `meta nfproto ${pick(random, ['ipv4', 'ipv6'])}`,
    `ct direction ${pick(random, ['original', 'reply'])}`,
    'ct status dnat',
    '@th,16,16 8001',
    `meta length ${pick(random, ['< 30', '> 200', '30-200'])}`,
    `tcp dport . ${'ct state'} { 8000 . new, 8001 . established }`.replace('. ct', '. ct'),
  ]);

const v4 = (random: Random): string =>
  pick(random, [
    `ip saddr ${pick(random, ['10.99.7.2', '10.99.7.0/24', '10.0.0.0/8', '!= 10.99.7.2', '192.168.0.0/16', '{ 10.99.7.200, 127.0.0.0/8 }', '10.99.7.1-10.99.7.9', '@four', '!= @four', '127.0.0.1'])}`,
    `ip daddr ${pick(random, ['10.99.7.1', '127.0.0.1', '!= 127.0.0.0/8', '10.99.7.0/25', '& 255.0.0.255 == 10.0.0.1'])}`,
    'ip protocol tcp',
    `ip saddr . tcp dport ${pick(random, ['@both', '{ 10.99.7.2 . 8000, 127.0.0.1 . 8001 }', '{ 10.99.7.0/24 . 8000-8001 }', '!= { 10.99.7.2 . 8000 }'])}`,
  ]);

const v6 = (random: Random): string =>
  pick(random, [
    `ip6 saddr ${pick(random, ['fd99:7::2', 'fd99:7::/64', '!= fd99:7::2', '::1', '{ fd99:7::200, ::1 }', 'fd99:7::1-fd99:7::9', '@six'])}`,
    `ip6 daddr ${pick(random, ['fd99:7::1', '::1', '!= ::1', 'fd00::/8'])}`,
    'ip6 nexthdr tcp',
  ]);

/** Matches that nft takes together: of one family, of one protocol. */
function matches(random: Random, family: string, hook: string): string {
  const mine = family === 'ip' ? 4 : family === 'ip6' ? 6 : pick(random, [4, 6]);
  const fits = (text: string, before: string) =>
    !(family === 'netdev' && /\bct |fib |skuid/.test(text)) &&
    // nft 1.0.6 lists `meta nfproto ipv4 … reject with tcp reset` without its first match, so that nobody can know of it.
    !text.includes('nfproto') &&
    !(/udp|l4proto|nfproto|nexthdr|ip protocol/.test(text) && before !== '');
  let all = '';
  for (let count = pick(random, [0, 1, 1, 1, 2, 2]); count > 0; count--) {
    let text = '';
    do {
      text = chance(random, 0.25) ? (mine === 4 ? v4(random) : v6(random)) : plain(random);
    } while (!fits(text, all) || /udp|l4proto|nfproto|nexthdr|ip protocol/.test(all));
    if (hook === 'output' || hook === 'postrouting') text = text.replace(/\biif/, 'oif');
    all = `${all} ${text}`.trim();
    if (/udp|l4proto|nfproto|nexthdr|ip protocol/.test(all)) break;
  }
  return all;
}

const rejects = [
  'reject',
  'reject with tcp reset',
  'reject with icmpx admin-prohibited',
  'reject with icmpx host-unreachable',
  'reject with icmpx no-route',
  'reject with icmpx port-unreachable',
];

function verdict(random: Random, family: string, hook: string, chains: readonly string[]): string {
  const reject = (hook === 'input' || hook === 'output' || hook === 'prerouting') && family !== 'netdev';
  const kind = random();
  if (kind < 0.3) return 'accept';
  if (kind < 0.42) return 'drop';
  if (kind < 0.52) return reject ? rejectFor(random, family) : 'drop';
  if (kind < 0.6) return 'return';
  if (kind < 0.66)
    return pick(random, ['meta mark set 1', 'meta mark set meta mark or 2', 'meta mark set 0']);
  if (kind < 0.7 && family !== 'netdev')
    return pick(random, ['ct mark set 1', 'ct mark set meta mark', 'meta mark set ct mark']);
  if (kind < 0.74) return pick(random, ['counter', 'log prefix "x"', 'continue']);
  if (chains.length === 0) return 'counter';
  const target = pick(random, chains);
  const vmaps = [
    `tcp dport vmap { 8000 : accept, 8001 : jump ${target}, 8002-8003 : drop }`,
    `tcp dport vmap { 8000-8001 : goto ${target}, 8003 : return }`,
  ];
  if (kind < 0.8)
    return pick(
      random,
      family === 'netdev'
        ? vmaps
        : [
            ...vmaps,
            'tcp dport vmap @verdicts',
            `ct state vmap { established : accept, new : jump ${target}, invalid : drop }`,
          ],
    );
  return `${kind < 0.92 ? 'jump' : 'goto'} ${target}`;
}

function rejectFor(random: Random, family: string): string {
  const reject = pick(random, rejects);
  if (reject.includes('tcp reset')) return `meta l4proto tcp ${reject}`;
  if (family === 'inet') return reject;
  return reject
    .replace('icmpx', family === 'ip' ? 'icmp' : 'icmpv6')
    .replace('icmp host-unreachable', 'icmp type host-unreachable')
    .replace('icmpv6 host-unreachable', 'icmpv6 type addr-unreachable')
    .replace('icmp no-route', 'icmp type net-unreachable')
    .replace(/(icmpv?6?) (admin|port|no)/, '$1 type $2');
}

function natRule(random: Random, family: string, hook: string): string {
  const to = pick(random, [':8001', ':8002', ':9999', ':8003']);
  const goals = [
    `redirect to ${to}`,
    `redirect to ${to}`,
    'accept',
    'return',
    'redirect to :tcp dport map { 8000 : 8002, 8001 : 8003 }',
  ];
  if (family !== 'ip6') goals.push(`dnat ${family === 'inet' ? 'ip ' : ''}to 10.99.7.1${to}`);
  if (family !== 'ip') goals.push(`dnat ${family === 'inet' ? 'ip6 ' : ''}to [fd99:7::1]${to}`);
  const rule = [matches(random, family, hook), pick(random, goals)]
    .join(' ')
    .replace(/redirect to :tcp dport map.*$/, 'redirect to :8002');
  return rule.includes('l4proto') || rule.includes('tcp ') ? rule : `meta l4proto tcp ${rule}`;
}

const sets = {
  four: 'set four { type ipv4_addr; flags interval; elements = { 10.99.7.2, 10.1.0.0/16, 127.0.0.1-127.0.0.9 } }',
  six: 'set six { type ipv6_addr; elements = { fd99:7::200 } }',
  both: 'set both { type ipv4_addr . inet_service; elements = { 10.99.7.2 . 8000, 10.99.7.200 . 8001 } }',
  verdicts:
    'map verdicts { type inet_service : verdict; elements = { 8000 : accept, 8001 : drop, 8003 : return } }',
};

const baseHooks = [
  'input',
  'input',
  'input',
  'prerouting',
  'output',
  'postrouting',
  'ingress',
  'nat',
  'natout',
] as const;

function chain(random: Random, family: string, name: string, chains: readonly string[]): string {
  const kind = pick(
    random,
    baseHooks.filter(hook => (family === 'netdev') === (hook === 'ingress')),
  );
  const nat = kind === 'nat' || kind === 'natout';
  const hook = kind === 'nat' ? 'prerouting' : kind === 'natout' ? 'output' : kind;
  const device = family === 'netdev' ? 'device "fw1" ' : '';
  const priority = pick(random, nat ? [-100, -90] : [-400, -300, -150, 0, 0, 10, 50]);
  const policy = !nat && chance(random, 0.15) ? 'drop' : 'accept';
  const rules = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
    nat ? natRule(random, family, hook) : rule(random, family, hook, chains),
  );
  // Neighbour discovery must work, or nothing of IPv6 can be seen at all.
  const discovery =
    family === 'netdev'
      ? ['meta protocol arp accept', 'icmpv6 type { 135, 136 } accept']
      : family === 'ip'
        ? []
        : ['icmpv6 type { 135, 136 } accept'];
  return `  chain ${name} { type ${nat ? 'nat' : 'filter'} hook ${hook} ${device}priority ${priority}; policy ${policy};\n${[...(nat ? [] : discovery), ...rules].map(each => `    ${each}`).join('\n')}\n  }`;
}

const rule = (random: Random, family: string, hook: string, chains: readonly string[]): string =>
  `${matches(random, family, hook)} ${verdict(random, family, hook, chains)}`.trim();

/** One rule set in nft's words: one to three tables, base chains on any hook, chains to jump to, sets and maps. */
export function nftRules(seed: number): string {
  const random = randomOf(seed);
  const tables = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => {
    const family = pick(random, ['inet', 'inet', 'ip', 'ip6', 'netdev']);
    const jumps = Array.from({ length: Math.floor(random() * 3) }, (__, at) => `jump${at}`);
    // A chain may only jump to those before it, so that there is no loop; those to jump to say nothing of a hook.
    const subs = jumps.map(
      (name, at) =>
        `  chain ${name} {\n${Array.from({ length: 1 + Math.floor(random() * 3) }, () => `    ${rule(random, family, family === 'netdev' ? 'ingress' : 'sub', jumps.slice(0, at))}`).join('\n')}\n  }`,
    );
    const bases = Array.from({ length: 1 + Math.floor(random() * 2) }, (__, at) =>
      chain(random, family, `base${at}`, jumps),
    );
    return [
      `table ${family} t${index} {`,
      ...Object.values(sets).map(set => `  ${set}`),
      ...subs,
      ...bases,
      '}',
    ].join('\n');
  });
  return `${tables.join('\n')}\n`;
}

const iptablesMatches = (random: Random, family: 4 | 6): string =>
  pick(random, [
    `-p tcp -m tcp --dport ${pick(random, ['8000', '8001', '8000:8001', ':8000'])}`,
    `-p tcp -m tcp ! --dport ${pick(random, ['8000', '8001:8002'])}`,
    `-p tcp -m multiport --dports ${pick(random, ['8000,8002', '8001:8003', '22,8000'])}`,
    `-p tcp -m multiport ! --dports ${pick(random, ['8000,8002', '8001:8003'])}`,
    '-p tcp -m multiport --ports 8001',
    '-p tcp -m multiport --sports 8002,8000',
    `-i ${pick(random, ['fw1', 'lo', 'fw+', 'wlan0'])}`,
    '! -i lo',
    `-m conntrack --ctstate ${pick(random, ['NEW', 'RELATED,ESTABLISHED', 'INVALID', 'NEW,ESTABLISHED', 'DNAT,RELATED'])}`,
    '-m conntrack ! --ctstate NEW',
    '-p tcp -m state --state NEW -m tcp --dport 8002',
    `-p tcp -m tcp --tcp-flags ${pick(random, ['FIN,SYN,RST,ACK SYN', 'SYN,ACK SYN', 'ALL NONE', 'ACK NONE'])}`,
    '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN',
    '-p udp -m udp --dport 8000',
    '-m addrtype --dst-type LOCAL',
    '-m addrtype --dst-type LOCAL --limit-iface-in',
    '-m addrtype ! --src-type LOCAL',
    '-m addrtype --src-type UNICAST',
    '-m addrtype ! --dst-type UNICAST',
    '-m addrtype --dst-type UNICAST,LOCAL',
    `-m mark --mark ${pick(random, ['0x1', '0x0', '0x1/0x3'])}`,
    '-m mark ! --mark 0x0/0xff',
    '-m connmark --mark 0x1',
    '-m comment --comment "with a \\"quote\\" and drop"',
    '-m pkttype --pkt-type unicast',
    '-m ttl --ttl-gt 20',
    '-m ttl --ttl-lt 20',
    `-m length --length ${pick(random, ['0:30', '30:200'])}`,
    ...(family === 4
      ? [
          '-m addrtype --dst-type BROADCAST,MULTICAST',
          '-s 10.99.7.2/32',
          '! -s 10.99.7.0/24',
          '-d 127.0.0.0/8',
          '! -d 10.99.7.1/32',
          '-m iprange --src-range 10.99.7.1-10.99.7.50',
          '-m iprange ! --src-range 10.99.7.2-10.99.7.2',
        ]
      : [
          '-s fd99:7::2/128',
          '! -s fd99:7::/64',
          '-d ::1/128',
          '-m iprange --src-range fd99:7::1-fd99:7::50',
        ]),
  ]);

function iptablesTarget(random: Random, family: 4 | 6, chains: readonly string[]): string {
  const kind = random();
  if (kind < 0.35) return '-j ACCEPT';
  if (kind < 0.5) return '-j DROP';
  if (kind < 0.6) return '-j RETURN';
  if (kind < 0.68)
    return pick(random, [
      '-j MARK --set-xmark 0x1/0xffffffff',
      '-j MARK --set-xmark 0x2/0x2',
      '-j CONNMARK --set-xmark 0x1/0xffffffff',
    ]);
  if (kind < 0.72) return '-j LOG --log-prefix "x "';
  return chains.length
    ? `${chance(random, 0.7) ? '-j' : '-g'} ${pick(random, chains)}`
    : family === 4
      ? '-j DROP'
      : '-j ACCEPT';
}

const iptablesRejects = {
  4: [
    'icmp-port-unreachable',
    'icmp-host-unreachable',
    'icmp-admin-prohibited',
    'icmp-net-unreachable',
    'icmp-host-prohibited',
  ],
  6: ['icmp6-port-unreachable', 'icmp6-adm-prohibited', 'icmp6-addr-unreachable', 'icmp6-no-route'],
} as const;

function iptablesRule(random: Random, family: 4 | 6, name: string, chains: readonly string[]): string {
  const many = Array.from({ length: pick(random, [0, 1, 1, 2]) }, () => iptablesMatches(random, family));
  // One -p at most: a second one would be refused.
  const parts = many.filter(
    (part, index) =>
      !/-p (tcp|udp)/.test(part) || many.findIndex(other => /-p (tcp|udp)/.test(other)) === index,
  );
  let text = parts.join(' ').replace(/-m (\w+) (.*) -m \1 /, '-m $1 $2 ');
  if (parts.filter(part => part.includes('-i ')).length > 1) text = parts[0]!;
  if (name === 'OUTPUT') text = text.replace('-i ', '-o ');
  const rejecting = (name === 'INPUT' || name === 'OUTPUT') && chance(random, 0.15);
  const reset = /-p tcp/.test(text) && chance(random, 0.4);
  const target = rejecting
    ? `-j REJECT --reject-with ${reset ? 'tcp-reset' : pick(random, iptablesRejects[family])}`
    : iptablesTarget(random, family, chains);
  return `-A ${name} ${text} ${target}`.replace(/ +/g, ' ');
}

/** One rule set for iptables-restore or ip6tables-restore: raw, mangle, nat and filter, with chains to jump to. */
export function iptablesRules(seed: number, family: 4 | 6): string {
  const random = randomOf(seed);
  const policy = () => (chance(random, 0.15) ? 'DROP' : 'ACCEPT');
  const jumps = ['SUB0', 'SUB1'];
  const rules = (name: string, count: number, chains: readonly string[]) =>
    Array.from({ length: Math.floor(random() * (count + 1)) }, () =>
      iptablesRule(random, family, name, chains),
    );
  const discovery =
    family === 6
      ? [
          '-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT',
          '-A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT',
          '-A OUTPUT -p ipv6-icmp -j ACCEPT',
        ]
      : [];
  const early = (table: string) =>
    chance(random, 0.3)
      ? [
          `*${table}`,
          ':PREROUTING ACCEPT [0:0]',
          ':OUTPUT ACCEPT [0:0]',
          ...(family === 6 ? ['-A PREROUTING -p ipv6-icmp -j ACCEPT'] : []),
          ...rules('PREROUTING', 2, []).filter(
            rule => table === 'mangle' || !/conntrack|state|connmark|CONNMARK/.test(rule),
          ),
          'COMMIT',
        ]
      : [];
  const nat = chance(random, 0.4)
    ? [
        '*nat',
        ':PREROUTING ACCEPT [0:0]',
        ':OUTPUT ACCEPT [0:0]',
        ':POSTROUTING ACCEPT [0:0]',
        `-A PREROUTING -p tcp -m tcp --dport ${pick(random, ['8000', '8001'])} -j REDIRECT --to-ports ${pick(random, ['8002', '9999'])}`,
        `-A OUTPUT -p tcp -m tcp --dport 8001 -j ${pick(random, ['REDIRECT --to-ports 8003', `DNAT --to-destination ${family === 4 ? '10.99.7.1:8000' : '[fd99:7::1]:8000'}`, 'RETURN'])}`,
        '-A POSTROUTING -j MASQUERADE',
        'COMMIT',
      ]
    : [];
  const filter = [
    '*filter',
    `:INPUT ${policy()} [0:0]`,
    ':FORWARD ACCEPT [0:0]',
    `:OUTPUT ${policy()} [0:0]`,
    ':SUB0 - [0:0]',
    ':SUB1 - [0:0]',
    ...discovery,
    ...rules('INPUT', 5, jumps),
    ...rules('OUTPUT', 2, jumps),
    ...rules('SUB0', 3, []),
    ...rules('SUB1', 3, ['SUB0']),
    'COMMIT',
  ];
  return `${[...early('raw'), ...early('mangle'), ...nat, ...filter].join('\n')}\n`;
}
