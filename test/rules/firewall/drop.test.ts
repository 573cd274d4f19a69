import { describe, expect, it } from 'vitest';
import { known, partial, unknown } from '../../../src/facts/fact.js';
import { parseIpsetSave } from '../../../src/facts/firewall/ipset.js';
import { parseIptablesSave } from '../../../src/facts/firewall/iptables-save.js';
import type { IpsecPolicy, Table } from '../../../src/facts/firewall/types.js';
import type { Conversation } from '../../../src/facts/probes/types.js';
import type { Socket } from '../../../src/facts/sockets/types.js';
import type { Unit } from '../../../src/facts/units/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/firewall/drop.js';
import type { Finding } from '../../../src/rules/rule.js';
import { behind, dport, ipsecPolicy, iptables, nft, rulesOf } from '../../support/firewall.js';
import {
  fromClient,
  fromHere,
  fromLan,
  listener,
  loopback,
  nic,
  verdictOf,
  world,
} from '../../support/ground.js';
import { answer, attempt, heard, mute, said } from '../../support/talks.js';

const commands = (finding: Finding | string) =>
  typeof finding === 'string'
    ? finding
    : finding.fixes[0]?.steps?.map(step => (step.do === 'run' ? step.command : step.do));

const source = { payload: { protocol: 'ip', field: 'saddr' } };

describe('firewall/drop', () => {
  it('quotes the rule with its place, and takes a rule away that names this port alone', () => {
    const found = verdictOf(rule, behind(rulesOf(nft('input', [[dport(8000), { drop: null }]]))), fromLan());
    expect(found).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      evidence: [{ source: 'nft -a list chain inet filter c' }],
      fixes: [{ needsRoot: true, text: expect.stringContaining('/etc/nftables.conf') }],
    });
    expect((found as Finding).summary).toContain('table inet filter, chain c, handle 2');
    expect(commands(found)).toEqual(['nft delete rule inet filter c handle 2']);
  });

  it('is found for those who come in by an address alone, of whom nobody is known', () => {
    const lone = fromLan({}, { source: null, network: null });
    const drop = (key: string, right: string) =>
      verdictOf(
        rule,
        behind(
          rulesOf(nft('input', [[{ match: { op: '==', left: { meta: { key } }, right } }, { drop: null }]])),
        ),
        lone,
      );
    expect(drop('iifname', 'eth0')).toMatchObject({
      summary: expect.stringContaining('from other machines'),
    });
    expect(drop('iifname', 'eth1')).toBe('ruled-out');
  });

  it.each([
    ['lets some in', ['-A INPUT -s 203.0.113.0/24 -p tcp --dport 8000 -j ACCEPT'], { INPUT: 'DROP' }],
    ['keeps some out', ['-A INPUT -s 10.77.0.0/24 -p tcp --dport 8000 -j DROP'], {}],
  ])('is open for those of whom nobody is known where a rule %s', (_, lines, policies) => {
    const machine = behind(rulesOf(iptables(lines, policies)));
    expect(verdictOf(rule, machine, fromLan({}, { source: null, network: null }))).toMatch(/--from ADDRESS/);
    expect(verdictOf(rule, machine, fromLan())).toMatchObject({ severity: 'error' });
  });

  it('is the next thing where the hosts file leads the name of a server here elsewhere', () => {
    const target = parseTarget('http://site.test:8000/');
    const away = fromHere({ target, address: '10.77.0.99', port: 8000, local: false });
    const probes = (outcome: 'timeout' | 'connected') => [
      attempt([], { address: '10.77.0.99', outcome: 'host-unreachable' }),
      attempt([], { address: '127.0.0.1', standsIn: true, outcome }),
    ];
    const rules = rulesOf(nft('input', [[dport(8000), { drop: null }]]));
    const seen = (outcome: 'timeout' | 'connected') =>
      behind(rules, {
        probes: known(probes(outcome), 'connect()'),
        sockets: known([listener('0.0.0.0', 8000)], 'sock_diag'),
      });
    expect(verdictOf(rule, seen('timeout'), away)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('127.0.0.1:8000'),
    });
    // This machine's own came through, and others are none who ask by that name.
    const others = {
      severity: 'warning',
      summary: expect.stringContaining('10.77.0.1:8000 from machines on'),
    };
    expect(verdictOf(rule, seen('connected'), away)).toMatchObject(others);
    const nameless = fromHere({ target, address: '', port: 8000 });
    expect(verdictOf(rule, seen('connected'), nameless)).toMatchObject(others);
    const elsewhere = behind(rules, { sockets: known([], 'sock_diag') });
    expect(verdictOf(rule, elsewhere, nameless)).toBe('ruled-out');
  });

  it.each([
    ['silent', 'no-answer'],
    ['answered', 'ruled-out'],
  ] as const)('takes no silence over UDP for a connection: %s', (outcome, expected) => {
    const conversation = { ...said({ asked: 'udp' }), outcome };
    const tried = { ...attempt([conversation], { address: '127.0.0.1' }), protocol: 'udp' as const };
    const rules = rulesOf(nft('input', [[{ drop: null }]]));
    const found = verdictOf(
      rule,
      behind(rules, { probes: known([tried], 'sent') }),
      fromHere({ protocol: 'udp' }),
    );
    expect(typeof found === 'string' ? found : 'no-answer').toBe(expected);
  });

  it.each([
    [
      'a rule about more ports',
      nft('input', [[dport({ range: [1024, 65535] }), { drop: null }]]),
      ['nft insert rule inet filter c handle 2 tcp dport 8000 accept'],
    ],
    ['a policy', nft('input', [], { policy: 'drop' }), ['nft add rule inet filter c tcp dport 8000 accept']],
    [
      'a policy that a return leads to',
      nft('input', [[dport(8000), { return: null }]], { policy: 'drop' }),
      ['nft insert rule inet filter c handle 2 tcp dport 8000 accept'],
    ],
    [
      'a rule of iptables',
      iptables(['-A INPUT -p tcp --dport 22 -j ACCEPT', '-A INPUT -j DROP']),
      ['iptables-nft -I INPUT 2 -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a policy of the old iptables',
      iptables([], { INPUT: 'DROP' }, '', 'iptables-legacy'),
      ['iptables-legacy -A INPUT -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a list of who may come, for those who ask alone',
      iptables([
        '-A INPUT -s 192.168.1.0/24 -p tcp --dport 8000 -j ACCEPT',
        '-A INPUT -p tcp --dport 8000 -j DROP',
      ]),
      ['iptables-nft -I INPUT 2 -s 10.77.0.0/24 -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a rule that spares some, for those who ask alone',
      nft('input', [
        [dport(8000), { match: { op: '!=', left: source, right: '192.168.1.9' } }, { drop: null }],
      ]),
      ['nft insert rule inet filter c handle 2 ip saddr 10.77.0.0/24 tcp dport 8000 accept'],
    ],
    [
      'a list of several ports',
      iptables(['-A INPUT -p tcp -m multiport --dports 22,8000 -s 192.168.1.0/24 -j ACCEPT'], {
        INPUT: 'DROP',
      }),
      ['iptables-nft -A INPUT -s 10.77.0.0/24 -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a list in a chain of its own',
      iptables([
        '-A INPUT -p tcp --dport 8000 -j office',
        '-A office -s 192.168.1.0/24 -j RETURN',
        '-A office -j DROP',
      ]),
      ['iptables-nft -I office 2 -s 10.77.0.0/24 -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a policy beside a network that may do all',
      iptables(['-A INPUT -s 192.168.1.0/24 -j ACCEPT'], { INPUT: 'DROP' }),
      ['iptables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT'],
    ],
    [
      'a rule against those who ask',
      iptables(['-A INPUT -s 10.77.0.0/24 -p tcp --dport 8000 -j DROP']),
      ['iptables-nft -D INPUT -s 10.77.0.0/24 -p tcp --dport 8000 -j DROP'],
    ],
    [
      'a rule with a comment, by its words: a number may be another rule by then',
      iptables(['-A INPUT -p tcp --dport 8000 -m comment --comment "no \\"web\\"" -j DROP']),
      [`iptables-nft -D INPUT -p tcp --dport 8000 -m comment --comment 'no "web"' -j DROP`],
    ],
    [
      'a rule whose comment is in no plain letters, by its number',
      iptables(['-A INPUT -p tcp --dport 8000 -m comment --comment "kein Zugang für Fremde" -j DROP']),
      ['iptables-nft -D INPUT 1'],
    ],
    [
      'two rules, one after the other',
      [
        ...nft('input', [], { policy: 'drop' }),
        ...iptables(['-A INPUT -p tcp --dport 8000 -j DROP'], {}, '', 'iptables-legacy'),
      ],
      [
        'iptables-legacy -D INPUT -p tcp --dport 8000 -j DROP',
        'nft add rule inet filter c tcp dport 8000 accept',
      ],
    ],
    [
      'one rule in either back end of iptables',
      (['iptables', 'iptables-legacy'] as const).flatMap(engine =>
        iptables(['-A INPUT -p tcp --dport 8000 -j DROP'], {}, '', engine),
      ),
      [
        'iptables-legacy -D INPUT -p tcp --dport 8000 -j DROP',
        'iptables-nft -D INPUT -p tcp --dport 8000 -j DROP',
      ],
    ],
  ])('gets past %s with the smallest change', (_, tables, steps) =>
    expect(commands(verdictOf(rule, behind(rulesOf(tables)), fromLan()))).toEqual(steps),
  );

  describe('of a request that was sent again and again', () => {
    const here = fromHere({ address: '10.77.0.1' });
    const lost = (queue: Socket['queue'], over: Partial<Conversation> = {}) =>
      world({
        firewall: unknown('needs-root', 'root'),
        sockets: known([listener('0.0.0.0', 8000, { queue })], 'sock_diag'),
        probes: known([attempt([mute({ outcome: 'silent', unheard: true, ...over })])], 'connections made'),
      });

    it('is found without the rules, of connections from here', () => {
      expect(verdictOf(rule, lost({ used: 0, limit: 5 }), here)).toMatchObject({
        severity: 'error',
        outcome: 'no-answer',
      });
      expect(verdictOf(rule, lost({ used: 0, limit: 5 }), fromLan())).toBe('unchecked: root');
    });

    it('is not found where the listener takes no more, or the request was taken', () => {
      expect(verdictOf(rule, lost({ used: 6, limit: 5 }), here)).toBe('ruled-out');
      const { unheard: _, ...taken } = mute({ outcome: 'silent' });
      const probes = known([attempt([taken])], 'connections made');
      expect(verdictOf(rule, { ...lost({ used: 0, limit: 5 }), probes }, here)).toBe('ruled-out');
    });
  });

  it("lets this machine's own connections in as a whole", () => {
    const rules = rulesOf(nft('input', [], { policy: 'drop' }));
    expect(commands(verdictOf(rule, behind(rules), fromHere()))).toEqual([
      'nft insert rule inet filter c iifname lo accept',
    ]);
  });

  const ufwOn = { owners: { ufw: true, ufwRules: [] as string[], firewalld: false, fail2ban: false } };
  const ufw = (user: readonly string[], policy = 'DROP') =>
    iptables(['-A INPUT -j ufw-user-input', ...user, '-A ufw-user-input -p tcp --dport 22 -j ACCEPT'], {
      INPUT: policy,
    });

  it('takes an ipset of senders for a list of who may come', () => {
    const ipsets = parseIpsetSave('create office hash:net family inet\nadd office 192.168.1.0/24\n');
    const tables = iptables(['-A INPUT -p tcp --dport 8000 -m set ! --match-set office src -j DROP']);
    expect(commands(verdictOf(rule, behind(rulesOf(tables, { ipsets })), fromLan()))).toEqual([
      'iptables-nft -I INPUT 1 -s 10.77.0.0/24 -p tcp --dport 8000 -j ACCEPT',
    ]);
  });

  it('opens no more than was asked for where a rule turns some addresses away', () => {
    const insert = 'iptables-nft -I INPUT 1 -s 10.77.0.0/24 -p tcp --dport 8000 -j ACCEPT';
    const ipsets = parseIpsetSave('create bad hash:net family inet\nadd bad 10.0.0.0/8\n');
    for (const words of [
      '-s 10.0.0.0/8',
      '-m set --match-set bad src',
      '-p tcp --dport 7000:9000 -s 10.77.0.0/16',
    ])
      expect(
        commands(
          verdictOf(rule, behind(rulesOf(iptables([`-A INPUT ${words} -j DROP`]), { ipsets })), fromLan()),
        ),
      ).toEqual([insert]);
    const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
    const both = { concat: [saddr, { payload: { protocol: 'tcp', field: 'dport' } }] };
    const right = { set: [{ prefix: { addr: '10.0.0.0', len: 8 } }, '192.0.2.1'] };
    const pair = { set: [{ concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, 8000] }] };
    for (const words of [
      [{ match: { op: '==', left: saddr, right } }, dport(8000)],
      [{ match: { op: '==', left: both, right: pair } }],
    ])
      expect(
        commands(verdictOf(rule, behind(rulesOf(nft('input', [[...words, { drop: null }]]))), fromLan())),
      ).toEqual(['nft insert rule inet filter c handle 2 ip saddr 10.77.0.0/24 tcp dport 8000 accept']);
  });

  it('lets this machine’s own connections in by lo, where a list of who may come leaves them out', () => {
    const rules = rulesOf(iptables(['-A INPUT ! -s 192.168.1.0/24 -p tcp --dport 8000 -j DROP']));
    expect(commands(verdictOf(rule, behind(rules), fromHere({ address: '10.77.0.1' })))).toEqual([
      'iptables-nft -I INPUT 1 -i lo -j ACCEPT',
    ]);
  });

  it.each(['raw', 'mangle'])('lets them in by lo where table %s drops both their directions', table => {
    const saved = `*${table}\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 10.77.0.1/32 -j DROP\nCOMMIT\n`;
    const rules = rulesOf(parseIptablesSave(saved, 'iptables', 'ip'));
    expect(commands(verdictOf(rule, behind(rules), fromHere({ address: '10.77.0.1' })))).toEqual([
      `iptables-nft -t ${table} -I PREROUTING 1 -i lo -j ACCEPT`,
    ]);
  });

  it('has ufw keep IPv6, where it was told to leave that alone', () => {
    // ip6tables-save with IPV6=no, but for the counters.
    const closed = parseIptablesSave(
      '*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n',
      'iptables',
      'ip6',
    );
    const question = fromLan({ address: 'fd77::1', family: 6 });
    const asked = { ...question, vantage: { ...question.vantage, source: 'fd77::2' } };
    const told = (ufwKeepsIPv6: boolean) => ({ owners: { ...ufwOn.owners, ufwKeepsIPv6 } });
    const interfaces = known([loopback, nic('eth0', ['10.77.0.1/24', 'fd77::1/64'])], 'rtnetlink');
    const on = (keeps: boolean) => behind(rulesOf(closed, told(keeps)), { interfaces });
    expect(commands(verdictOf(rule, on(false), asked))).toEqual([
      "sed -i 's/^IPV6=.*/IPV6=yes/' /etc/default/ufw",
      'ufw reload',
      'ufw allow 8000/tcp',
    ]);
    expect(commands(verdictOf(rule, on(true), asked))).toEqual([
      'ip6tables-nft -A INPUT -p tcp --dport 8000 -j ACCEPT',
      'ip6tables-nft -I INPUT 1 -p ipv6-icmp -j ACCEPT',
    ]);
  });

  it('goes through ufw where ufw keeps the rules', () => {
    expect(commands(verdictOf(rule, behind(rulesOf(ufw([]), ufwOn)), fromLan()))).toEqual([
      'ufw allow 8000/tcp',
    ]);
    const list = ufw(['-A ufw-user-input -s 192.168.1.0/24 -p tcp --dport 8000 -j ACCEPT']);
    expect(commands(verdictOf(rule, behind(rulesOf(list, ufwOn)), fromLan()))).toEqual([
      'ufw allow proto tcp from 10.77.0.0/24 to any port 8000',
    ]);
    const denied = ufw(['-A ufw-user-input -p tcp -m tcp --dport 8000 -j DROP'], 'ACCEPT');
    const told = { owners: { ...ufwOn.owners, ufwRules: ['deny tcp 8000 0.0.0.0/0 any 0.0.0.0/0 in'] } };
    expect(commands(verdictOf(rule, behind(rulesOf(denied, told)), fromLan()))).toEqual([
      'ufw allow 8000/tcp',
    ]);
    expect(commands(verdictOf(rule, behind(rulesOf(denied, ufwOn)), fromLan()))).toEqual([
      'ufw prepend allow 8000/tcp',
    ]);
    const first = ufw(['-A ufw-user-input -p tcp -m tcp --dport 7000:9000 -j DROP'], 'ACCEPT');
    expect(commands(verdictOf(rule, behind(rulesOf(first, told)), fromLan()))).toEqual([
      'ufw delete deny 8000/tcp',
      'ufw prepend allow 8000/tcp',
    ]);
  });

  it('says where a change belongs that the keeper of the rules would forget', () => {
    const text = (tables: readonly Table[]) => {
      const found = verdictOf(rule, behind(rulesOf(tables, ufwOn)), fromLan());
      return (found as Finding).fixes[0]?.text;
    };
    const before = ['-A INPUT -j ufw-before-input', '-A ufw-before-input -p tcp --dport 8000:8100 -j DROP'];
    expect(text(iptables(before))).toContain('change /etc/ufw/before.rules');
    const denied = nft('input', [[dport(8000), { drop: null }]]);
    expect(text(denied.map(each => ({ ...each, name: 'firewalld' })))).toContain('--list-all-zones');
    expect(text(denied)).toContain('/etc/nftables.conf');
  });

  it.each([
    ['filter_IN_public', 'zone=public', '--add-port=8000/tcp'],
    ['filter_IN_policy_guests', 'policy=guests', '--add-port=8000/tcp'],
    ...['pre', 'deny'].map(part => [
      `filter_IN_public_${part}`,
      'zone=public',
      `'--add-rich-rule=rule priority="-32768" port port="8000" protocol="tcp" accept'`,
    ]),
  ])('opens the port in firewalld, now and for good: %s', (target, place, words) => {
    const [table] = nft('input', [[{ goto: { target } }]]);
    const [denying] = nft('input', [[dport(8000), { drop: null }]])[0]!.chains;
    const tables = [
      { ...table!, name: 'firewalld', chains: [...table!.chains, { ...denying!, name: target, hook: null }] },
    ];
    const owners = { ufw: false, firewalld: true, fail2ban: false };
    expect(commands(verdictOf(rule, behind(rulesOf(tables, { owners })), fromLan()))).toEqual([
      `firewall-cmd --${place} ${words}`,
      `firewall-cmd --permanent --${place} ${words}`,
    ]);
  });

  it('lets nothing through in a chain that drops for others too', () => {
    const save = (...forward: readonly string[]) =>
      iptables([
        '-A INPUT -i lo -j ACCEPT',
        '-A INPUT -j LOGDROP',
        ...forward,
        '-A LOGDROP -m limit --limit 5/min -j LOG',
        '-A LOGDROP -j DROP',
      ]);
    const fix = (...forward: readonly string[]) => {
      const found = verdictOf(rule, behind(rulesOf(save(...forward))), fromLan());
      return [(found as Finding).fixes[0]?.title, ...(commands(found) as string[])];
    };
    expect(fix('-A FORWARD -j LOGDROP')).toEqual([
      'Let 8000/tcp through, before chain LOGDROP',
      'iptables-nft -I INPUT 2 -p tcp --dport 8000 -j ACCEPT',
    ]);
    expect(fix()[1]).toBe('iptables-nft -I LOGDROP 2 -p tcp --dport 8000 -j ACCEPT');
  });

  it('lifts a ban that fail2ban has left behind with the rule of the client alone', () => {
    const rules = ['10.77.0.3', '10.77.0.2'].map(right => [
      { match: { op: '==', left: source, right } },
      { drop: null },
    ]);
    const renamed = JSON.stringify(nft('input', rules)).replaceAll('"c"', '"f2b-web"');
    const tables = JSON.parse(renamed);
    const found = verdictOf(rule, behind(rulesOf(tables)), fromClient('10.77.0.2', { address: '10.77.0.1' }));
    expect(commands(found)).toEqual([expect.stringMatching(/^nft delete rule \S+ \S+ f2b-web handle \d+$/)]);
    expect((found as Finding).fixes[0]).toMatchObject({
      title: "Lift fail2ban's ban of 10.77.0.2",
      risk: expect.stringContaining('for a reason'),
    });
  });

  it('says by which iptables a policy is kept', () => {
    const legacy = iptables(['-A INPUT -i lo -j ACCEPT'], { INPUT: 'DROP' }).map(table => ({
      ...table,
      engine: 'iptables-legacy' as const,
    }));
    expect(verdictOf(rule, behind(rulesOf(legacy)), fromLan())).toMatchObject({
      summary: expect.stringContaining('chain INPUT (iptables-legacy, table filter)'),
    });
  });

  it('lifts a ban where the client stands in a set', () => {
    const set = {
      set: {
        family: 'inet',
        table: 'filter',
        name: 'addr-set-sshd',
        type: 'ipv4_addr',
        elem: ['10.77.0.2', '10.77.0.3'],
      },
    };
    const tables = nft(
      'input',
      [
        [
          {
            match: {
              op: '==',
              left: { payload: { protocol: 'ip', field: 'saddr' } },
              right: '@addr-set-sshd',
            },
          },
          { drop: null },
        ],
      ],
      {},
      [set],
    );
    const found = verdictOf(rule, behind(rulesOf(tables)), fromClient('10.77.0.2', { address: '10.77.0.1' }));
    expect((found as Finding).summary).toContain('fail2ban (jail sshd) has banned');
    expect(commands(found)).toEqual(["nft delete element inet filter addr-set-sshd '{' 10.77.0.2 '}'"]);
    const renamed = JSON.stringify(tables)
      .replaceAll('"name":"filter"', '"name":"crowdsec"')
      .replaceAll('addr-set-sshd', 'crowdsec-blacklists');
    expect(
      verdictOf(
        rule,
        behind(rulesOf(JSON.parse(renamed))),
        fromClient('10.77.0.2', { address: '10.77.0.1' }),
      ),
    ).toMatchObject({ fixes: [{ text: expect.stringContaining('cscli decisions delete --ip 10.77.0.2') }] });
    const owners = { ufw: false, firewalld: false, fail2ban: true };
    expect(
      commands(
        verdictOf(
          rule,
          behind(rulesOf(tables, { owners })),
          fromClient('10.77.0.2', { address: '10.77.0.1' }),
        ),
      ),
    ).toEqual(['fail2ban-client set sshd unbanip 10.77.0.2']);
    expect(verdictOf(rule, behind(rulesOf(tables)), fromClient('10.77.0.9', { address: '10.77.0.1' }))).toBe(
      'ruled-out',
    );
  });

  it('lifts a ban that a rule decided together with the account by which it did', () => {
    const saddr = { payload: { protocol: 'ip', field: 'saddr' } };
    const add = (set: string, more = {}) => ({ set: { op: 'add', elem: saddr, set, ...more } });
    const over = { limit: { rate: 3, per: 'minute', inv: true } };
    const elem = ['10.77.0.2'];
    const place = { family: 'inet', table: 'filter', type: 'ipv4_addr', flags: ['dynamic'] };
    const tables = nft(
      'input',
      [
        [{ match: { op: '==', left: saddr, right: '@bad' } }, { drop: null }],
        [dport(8000), add('@flood', { stmt: [over] }), add('@bad'), { drop: null }],
      ],
      {},
      ['bad', 'flood', 'other'].map(name => ({ set: { ...place, name, elem } })),
    );
    const found = verdictOf(rule, behind(rulesOf(tables)), fromClient('10.77.0.2', { address: '10.77.0.1' }));
    expect(commands(found)).toEqual(
      ['bad', 'flood'].map(name => `nft delete element inet filter ${name} '{' 10.77.0.2 '}'`),
    );
    expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('fills the set bad') }] });
  });

  it('lifts a ban that is decided by the jump to a chain which drops whoever comes there', () => {
    const ipsets = parseIpsetSave('create chain_DENY hash:net family inet\nadd chain_DENY 10.77.0.2\n');
    const tables = iptables([
      '-A INPUT ! -i lo -j DENYIN',
      '-A DENYIN -m set --match-set chain_DENY src -j DROPIN',
      '-A DROPIN -j DROP',
    ]);
    const found = verdictOf(
      rule,
      behind(rulesOf(tables, { ipsets })),
      fromClient('10.77.0.2', { address: '10.77.0.1' }),
    );
    expect(commands(found)).toEqual(['ipset del chain_DENY 10.77.0.2']);
    expect((found as Finding).fixes[0]?.text).toContain('csf -dr 10.77.0.2');
  });

  it("lifts a ban that stands in CSF's own chain", () => {
    const tables = iptables([
      '-A INPUT ! -i lo -j DENYIN',
      '-A DENYIN -s 10.77.0.3/32 ! -i lo -j DROP',
      '-A DENYIN -s 10.77.0.2/32 ! -i lo -j DROP',
    ]);
    // fail2ban beside it keeps no chain of that name.
    const owners = { ufw: false, firewalld: false, fail2ban: true };
    const found = verdictOf(
      rule,
      behind(rulesOf(tables, { owners })),
      fromClient('10.77.0.2', { address: '10.77.0.1' }),
    );
    expect((found as Finding).summary).toContain('CSF has banned this client');
    expect(commands(found)).toEqual(["iptables-nft -D DENYIN -s 10.77.0.2/32 '!' -i lo -j DROP"]);
    expect((found as Finding).fixes[0]).toMatchObject({
      title: "Lift CSF's ban of 10.77.0.2",
      text: expect.stringContaining('csf -dr 10.77.0.2'),
    });
  });

  it('says of a set that whatever fills it may fill it again', () => {
    const rules = iptables([
      '-A ufw-before-input -m set --match-set bad src -j DROP',
      '-A INPUT -j ufw-before-input',
    ]);
    const ipsets = parseIpsetSave('create bad hash:ip family inet\nadd bad 10.77.0.2\n');
    const asked = fromClient('10.77.0.2', { address: '10.77.0.1' });
    const found = verdictOf(rule, behind(rulesOf(rules, { ipsets })), asked);
    expect(commands(found)).toEqual(['ipset del bad 10.77.0.2']);
    expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('Whatever fills the set bad') }] });
  });

  it.each([
    ['no rules', []],
    ['another port', nft('input', [[dport(8001), { drop: null }]])],
    ['a rule that is never reached', nft('input', [[dport(8000), { accept: null }], [{ drop: null }]])],
    ['forwarded packets', nft('forward', [[{ drop: null }]], { policy: 'drop' })],
    [
      'a limit that is usually not reached',
      nft('input', [[{ limit: { rate: 1, per: 'minute' } }, { accept: null }], [{ drop: null }]]),
    ],
    ['a reject', nft('input', [[{ reject: null }]])],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out'),
  );

  it('is unchecked where the rules cannot be read, or read whole, or decided', () => {
    const hidden = world({ firewall: unknown('needs-root', 'the rules need root') });
    expect(verdictOf(rule, hidden, fromLan())).toBe('unchecked: the rules need root');
    const half = world({ firewall: partial(rulesOf([]), 'nft', 'a new thing') });
    expect(verdictOf(rule, half, fromLan())).toBe('unchecked: a new thing');
    const hour = nft('input', [
      [{ match: { op: '==', left: { meta: { key: 'hour' } }, right: '10:00' } }, { drop: null }],
    ]);
    expect(verdictOf(rule, behind(rulesOf(hour)), fromLan())).toMatch(/^unchecked: .*meta hour/);
    const xdp = world({
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'], { xdp: true })], 'rtnetlink'),
    });
    expect(verdictOf(rule, xdp, fromLan())).toMatch(/^unchecked: an XDP program on eth0/);
    const filters = [{ direction: 'ingress' as const, says: 'bpf guard' }];
    const tc = world({
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'], { traffic: { filters } })], 'rtnetlink'),
    });
    expect(verdictOf(rule, tc, fromLan())).toMatch(/^unchecked: a tc filter on eth0 \(bpf guard\)/);
    expect(verdictOf(rule, tc, fromHere())).toBe('ruled-out');
  });

  const guarded = (...policies: readonly IpsecPolicy[]) => behind(rulesOf([], { policies }));

  it('quotes the IPsec policy that drops, and takes it away', () => {
    const words = 'src 10.77.0.0/24 dst 10.77.0.1/32 proto tcp dport 8000 dir in';
    const found = verdictOf(rule, guarded(ipsecPolicy()), fromLan());
    expect(found).toMatchObject({ severity: 'error', summary: expect.stringContaining(words) });
    expect(commands(found)).toEqual([`ip xfrm policy delete ${words}`]);
  });

  it.each<[string, readonly IpsecPolicy[]]>([
    ['another network', [ipsecPolicy({}, { source: '10.66.0.0/24' })]],
    ['another port', [ipsecPolicy({}, { destinationPort: 22 })]],
    ['another protocol', [ipsecPolicy({}, { protocol: 17 })]],
    ['answers', [ipsecPolicy({ direction: 'out' })]],
    ['what one before it allows', [ipsecPolicy({ does: 'allow' }), ipsecPolicy({ priority: 5 })]],
  ])('rules out an IPsec policy about %s', (_, policies) => {
    expect(verdictOf(rule, guarded(...policies), fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, guarded(ipsecPolicy()), fromHere({ address: '10.77.0.1' }))).toBe('ruled-out');
  });

  it('leaves open whether a client encrypts, and policies that ask for more', () => {
    expect(verdictOf(rule, guarded(ipsecPolicy({ does: 'transform' })), fromLan())).toContain(
      'takes encrypted packets only',
    );
    expect(verdictOf(rule, guarded(ipsecPolicy({ narrowed: true })), fromLan())).toContain('unchecked');
    expect(verdictOf(rule, guarded(ipsecPolicy({}, { sourcePort: 500 })), fromLan())).toContain('unchecked');
  });

  it("believes this machine's own connection", () => {
    const probes = known(
      [
        {
          protocol: 'tcp' as const,
          address: '127.0.0.1',
          port: 8000,
          outcome: 'connected' as const,
          errno: null,
          offender: null,
          ms: 1,
          conversations: [],
        },
      ],
      'x',
    );
    const facts = behind(rulesOf(nft('input', [[dport(8000), { drop: null }]])), { probes });
    expect(verdictOf(rule, facts, fromHere())).toBe('ruled-out');
  });

  it("finds a unit's own address filter", () => {
    const unit = {
      name: 'web.service',
      scope: 'system',
      mainPid: 500,
      addressDeny: '0.0.0.0/0 ::/0',
      addressAllow: '127.0.0.0/8',
    } as Unit;
    const facts = world({
      units: known([unit], 'systemctl'),
      sockets: known([listener('0.0.0.0', 8000)], 'x'),
      owners: known({ pidsByInode: { 9000: [500] }, hidden: [] }, 'x'),
    });
    expect(commands(verdictOf(rule, facts, fromLan()))).toEqual([
      'systemctl set-property web.service IPAddressAllow=10.77.0.0/24',
    ]);
    expect(verdictOf(rule, facts, fromHere())).toBe('ruled-out');
  });
});

describe('a redirect to another port of this machine', () => {
  const sentTo8443 = [
    said({ http: answer(301, '', { location: 'https://10.77.0.1:8443/' }) }),
    said({ reason: 'redirect', asked: 'https', port: 8443, name: '10.77.0.1:8443' }),
  ];
  const asked = (port: number, vantage = fromLan, typed = 'http://10.77.0.1:8000/') =>
    verdictOf(
      rule,
      behind(rulesOf(nft('input', [[dport(port), { drop: null }]])), { probes: heard(sentTo8443).probes }),
      vantage({ target: parseTarget(typed) }),
    );

  it('takes clients elsewhere to a port that is dropped', () => {
    const found = asked(8443);
    expect(found).toMatchObject({
      severity: 'error',
      summary: expect.stringMatching(/10\.77\.0\.1:8443.* sends those who ask port 8000 there\.$/),
    });
    expect(commands(found)).toEqual(['nft delete rule inet filter c handle 2']);
  });

  it('is no matter where that port is open, for this machine itself, or where a port was asked for', () => {
    expect(asked(8444)).toBe('ruled-out');
    expect(asked(8443, fromHere)).toBe('ruled-out');
    expect(asked(8443, fromLan, '10.77.0.1:8000')).toBe('ruled-out');
  });
});
