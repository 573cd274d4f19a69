import { describe, expect, it } from 'vitest';
import { known, valueIn } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/firewall/redirected.js';
import type { Finding } from '../../../src/rules/rule.js';
import { inside } from '../../support/docker.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import {
  container,
  eth0,
  fromHere,
  fromLan,
  listener,
  lookup,
  loopback,
  namespace,
  nic,
  process,
  route,
  routing,
  verdictOf,
} from '../../support/ground.js';
import { probe } from '../../support/healthy.js';
import { attempt, said } from '../../support/talks.js';

const nat = (target: string) =>
  rulesOf(
    iptables(
      [],
      {},
      `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j ${target}\nCOMMIT`,
    ),
  );
const listeners = (...all: [string, number][]) => ({
  listeners: known(
    all.map(([address, port]) => listener(address, port)),
    'sock_diag',
  ),
});
const redirect = nat('REDIRECT --to-ports 9999');
const silent = probe('10.77.0.1', 9999, 'connected', { outcome: 'silent', http: null });

describe('firewall/redirected', () => {
  it('is found where nothing listens at the other end', () =>
    expect(verdictOf(rule, behind(redirect, listeners(['0.0.0.0', 8000])), fromLan())).toMatchObject({
      outcome: 'refused',
      says: 'redirected to 10.77.0.1:9999',
      fixes: [
        {
          steps: [
            { command: 'iptables-nft -t nat -D PREROUTING -p tcp --dport 8000 -j REDIRECT --to-ports 9999' },
          ],
        },
        { title: 'Start the server that the rule leads to' },
      ],
    }));

  it('explains what stops it at the other end, where nothing does without the rule', () => {
    const dropped = (port: number) =>
      verdictOf(
        rule,
        behind(
          rulesOf([...redirect.tables, ...iptables([`-A INPUT -p tcp --dport ${port} -j DROP`])]),
          listeners(['0.0.0.0', 8000]),
        ),
        fromLan(),
      );
    expect(dropped(9999)).toHaveProperty('explains', ['firewall/drop', 'firewall/reject']);
    expect(dropped(9999)).toHaveProperty('outcome', 'timeout');
    expect(dropped(8000)).not.toHaveProperty('explains');
  });

  it('takes the rule away where the server is to be moved, too, or another rule stands in the way next', () => {
    const remove = { command: expect.stringContaining('-t nat -D PREROUTING ') };
    const local = { sockets: known([listener('127.0.0.1', 8000)], 'sock_diag'), ...listeners() };
    expect(verdictOf(rule, behind(redirect, local), fromLan())).toMatchObject({
      fixes: [{ steps: [remove] }, {}],
    });
    const shut = rulesOf([...redirect.tables, ...iptables(['-A INPUT -p tcp --dport 8000 -j DROP'])]);
    expect(verdictOf(rule, behind(shut, listeners(['0.0.0.0', 8000])), fromLan())).toMatchObject({
      fixes: [
        { steps: [remove], text: expect.stringMatching(/^Then ask again: .*--dport 8000 -j DROP/m) },
        {},
      ],
    });
  });

  it.each([
    ['answers', probe('10.77.0.1', 9999), 'ruled-out'],
    ['is not asked', probe('10.77.0.1', 22), 'ruled-out'],
    ['takes nobody', probe('10.77.0.1', 9999, 'timeout'), /^unchecked: .*took no connection.* why 9999$/],
    ['waits for a word', silent, 'ruled-out'],
    ['lets one wait', silent, /^unchecked: .*leaves a connection from here waiting.* why 9999$/, 1],
  ])('leaves open what the server there does that %s', (_, tried, verdict, used = 0) => {
    const probes = known([{ ...tried, because: 'upstream' as const }], 'here');
    const listening = known([listener('0.0.0.0', 9999, { queue: { used, limit: 5 } })], 'sock_diag');
    const there = { listeners: listening, sockets: known([], 'sock_diag'), probes };
    expect(verdictOf(rule, behind(redirect, there), fromLan())).toEqual(
      typeof verdict === 'string' ? verdict : expect.stringMatching(verdict),
    );
  });

  it('takes nothing from an attempt that the rules allow to others alone', () => {
    const shut = [
      ...redirect.tables,
      ...iptables(['-A INPUT -p tcp --dport 9999 -m conntrack ! --ctstate DNAT -j DROP']),
    ];
    const probes = known([{ ...probe('10.77.0.1', 9999, 'timeout'), because: 'upstream' as const }], 'here');
    const there = { ...listeners(['0.0.0.0', 9999]), sockets: known([], 'sock_diag'), probes };
    expect(verdictOf(rule, behind(rulesOf(shut), there), fromLan())).toBe('ruled-out');
  });

  it('tells this machine itself that a rule serves others only', () => {
    const idle = { sockets: known([], 'sock_diag') };
    const asked = (where: string) =>
      verdictOf(rule, behind(redirect, { ...listeners([where, 9999]), ...idle }), fromHere());
    expect(asked('0.0.0.0')).toMatchObject({
      outcome: 'refused',
      fixes: [
        {
          steps: [
            {
              command: 'iptables-nft -t nat -A OUTPUT -o lo -p tcp --dport 8000 -j REDIRECT --to-ports 9999',
            },
          ],
        },
        { title: 'Use port 9999 on this machine' },
      ],
    });
    expect(asked('127.0.0.1')).toBe('ruled-out');
    const to = '-p tcp --dport 8000 -j REDIRECT --to-ports 9999';
    const both = rulesOf(
      iptables(
        [],
        {},
        `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING ${to}\n-A OUTPUT -o lo ${to}\nCOMMIT`,
      ),
    );
    expect(verdictOf(rule, behind(both, { ...listeners(['0.0.0.0', 9999]), ...idle }), fromHere())).toBe(
      'ruled-out',
    );
    expect(verdictOf(rule, behind(redirect, { ...listeners(['0.0.0.0', 8888]), ...idle }), fromHere())).toBe(
      'ruled-out',
    );
    expect(verdictOf(rule, behind(redirect, listeners(['0.0.0.0', 9999])), fromHere())).toBe('ruled-out');
  });

  it('names the one address that a rule is for', () => {
    const to = '-d 10.77.0.1 -p tcp --dport 8000 -j REDIRECT --to-ports 9999';
    const rules = rulesOf(iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${to}\nCOMMIT`));
    const seen = {
      ...listeners(['0.0.0.0', 9999]),
      sockets: known([], 'sock_diag'),
      interfaces: known([loopback, nic('eth0', ['10.77.0.1/24', '10.77.0.5/24'])], 'rtnetlink'),
    };
    const asked = (address: string) =>
      (verdictOf(rule, behind(rules, seen), fromHere({ address })) as Finding).headline;
    expect(asked('10.77.0.5')).toBe('a NAT rule serves 10.77.0.1 only');
    expect(asked('10.77.0.1')).toBe('a NAT rule serves other machines only');
    expect(asked('127.0.0.1')).toBe('a NAT rule serves other machines only');
  });

  it('tells this machine itself that a rule is not for the family that was asked for', () => {
    const six = fromHere({ address: 'fd77::1', target: parseTarget('http://[fd77::1]:8000/') });
    const seen = { ...listeners(['0.0.0.0', 9999]), sockets: known([], 'sock_diag') };
    expect(verdictOf(rule, behind(redirect, seen), six)).toMatchObject({
      headline: 'a NAT rule serves IPv4 only',
    });
  });

  it.each([
    ['-i eth1', 'a NAT rule serves other machines only', 'once more for what comes in by eth0'],
    ['-i eth0', undefined, ''],
    ['-i eth1', undefined, '', '-m set --match-set who src'],
  ])('tells a network that a rule for %s serves others only', (limit, headline, text, doubt = '') => {
    const lead = (which: string) =>
      `-A PREROUTING ${which} -p tcp --dport 8000 -j REDIRECT --to-ports 9999\n`;
    const to = `*nat\n:PREROUTING ACCEPT [0:0]\n${lead(limit)}${doubt && lead(doubt)}COMMIT`;
    const seen = {
      ...listeners(['0.0.0.0', 9999]),
      sockets: known([], 'sock_diag'),
      interfaces: known([loopback, eth0, nic('eth1', ['10.78.0.1/24'])], 'rtnetlink'),
    };
    const found = verdictOf(rule, behind(rulesOf(iptables([], {}, to)), seen), fromLan());
    if (headline) expect(found).toMatchObject({ headline, fixes: [{ text: expect.stringContaining(text) }] });
    else expect(found).toBe('ruled-out');
  });

  it('tells this machine itself that a rule leads others alone into a container', () => {
    const asked = (port: number) => {
      const space = namespace({ addresses: ['10.77.0.9'], listeners: [listener('0.0.0.0', port)] });
      const seen = { namespaces: known([space], '/proc'), sockets: known([], 'sock_diag') };
      return verdictOf(rule, behind(nat('DNAT --to-destination 10.77.0.9:80'), seen), fromHere());
    };
    expect(asked(80)).toMatchObject({
      outcome: 'refused',
      says: 'sent on to 10.77.0.9:80 for others only',
      fixes: [{ title: 'Use 10.77.0.9:80 on this machine' }],
    });
    expect(asked(81)).toBe('ruled-out');
  });

  it('takes nobody for served whom the container keeps out, or who is the container itself', () => {
    const asked = (rules: readonly string[]) => {
      const [space] = valueIn(inside(listener('0.0.0.0', 80)))!;
      const firewall = { rules: rulesOf(iptables(rules)), device: 'eth0' };
      const namespaces = known([{ ...space!, firewall }], '/proc');
      const limit = '-A FORWARD -i eth0 -j DROP';
      const lead =
        '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.2:80\nCOMMIT';
      const routes = known(routing({ routes: [route('172.17.0.0/16', { device: 'app0' })] }), 'rtnetlink');
      return [[], [limit]].map(forward =>
        verdictOf(
          rule,
          behind(rulesOf(iptables(forward, {}, lead)), {
            namespaces,
            routes,
            interfaces: known(
              [loopback, eth0, nic('app0', ['172.17.0.1/16'], { kind: 'veth' })],
              'rtnetlink',
            ),
            sockets: known([], 'sock_diag'),
          }),
          fromHere(),
        ),
      );
    };
    expect(asked([])).toMatchObject([{ outcome: 'refused' }, 'ruled-out']);
    expect(asked(['-A INPUT ! -s 172.17.0.0/16 -p tcp -j DROP'])).toEqual(['ruled-out', 'ruled-out']);
  });

  it('is found where what leaves a loopback address is not let out, or comes there as it is', () => {
    const out = (routeLocalnet: readonly string[], more = '') =>
      rulesOf(
        iptables(
          [],
          {},
          `*nat\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n-A OUTPUT -p tcp --dport 8000 -j DNAT --to-destination 10.77.0.9:80\n${more}COMMIT`,
        ),
        { routeLocalnet },
      );
    const masked = '-A POSTROUTING -o eth0 -j MASQUERADE\n';
    const target = parseTarget('127.0.0.1:8000');
    const asked = (...rules: Parameters<typeof out>) =>
      verdictOf(rule, behind(out(...rules)), fromHere({ target }));
    const allow = { command: 'sysctl -w net.ipv4.conf.eth0.route_localnet=1' };
    expect(asked([], masked)).toMatchObject({ outcome: 'timeout', fixes: [{ steps: [allow] }] });
    expect(asked(['eth0'])).toMatchObject({
      fixes: [
        {
          steps: [
            {},
            {},
            {
              command: 'nft add rule ip localnet postrouting oifname eth0 ip saddr 127.0.0.0/8 masquerade',
            },
          ],
        },
      ],
    });
    expect(asked([])).toMatchObject({ fixes: [{ steps: [allow, {}, {}, {}] }] });
    expect(asked(['all'], masked)).not.toMatchObject({ severity: 'error' });
    const holding = (port: number) => ({
      namespaces: known(
        [namespace({ addresses: ['10.77.0.9'], listeners: [listener('0.0.0.0', port)] })],
        '/proc',
      ),
    });
    const inside = (port: number) => verdictOf(rule, behind(out([]), holding(port)), fromHere({ target }));
    expect(inside(80)).toMatchObject({ severity: 'error' });
    expect(inside(81)).toBe('ruled-out');
    const own = fromHere({ address: '10.77.0.1' });
    expect(verdictOf(rule, behind(out([])), own)).not.toMatchObject({ severity: 'error' });
    const answering = (outcome: 'answered' | 'silent') =>
      behind(out([]), { probes: known([attempt([said({ outcome })], { address: '10.77.0.1' })], 'probes') });
    expect(verdictOf(rule, answering('answered'), fromHere())).toMatchObject({ severity: 'error' });
    expect(verdictOf(rule, answering('silent'), fromHere())).not.toMatchObject({ severity: 'error' });
  });

  it('is unchecked where nobody can tell whom a rule leads to', () =>
    expect(
      verdictOf(rule, behind(nat('DNAT --to-destination 10.77.0.8-10.77.0.9'), listeners()), fromLan()),
    ).toContain('one of a range of addresses'));

  it('says that luck decides where one of several ports is closed that chance chooses from', () => {
    const key = { numgen: { mode: 'inc', mod: 2, offset: 0 } };
    const port = {
      map: {
        key,
        data: {
          set: [
            [0, 9001],
            [1, 9002],
          ],
        },
      },
    };
    const dealing = () =>
      rulesOf(nft('prerouting', [[dport(8000), { redirect: { port } }]], { type: 'nat', prio: -100 }));
    expect(verdictOf(rule, behind(dealing(), listeners(['0.0.0.0', 9001])), fromLan())).toMatchObject({
      severity: 'error',
      byLuck: true,
      outcome: 'ok',
      says: 'redirected to 10.77.0.1:9002',
    });
    expect(
      verdictOf(rule, behind(dealing(), listeners(['0.0.0.0', 9001], ['0.0.0.0', 9002])), fromLan()),
    ).toBe('ruled-out');
  });

  it('says where it is listened on instead', () =>
    expect(verdictOf(rule, behind(redirect, listeners(['127.0.0.1', 9999])), fromLan())).toMatchObject({
      summary: expect.stringContaining('listened on at 127.0.0.1 only'),
      fixes: [expect.anything(), { text: expect.stringContaining('netcheck why 10.77.0.1:9999') }],
    }));

  it('lets the server at the other end listen there too, where nobody serves the port itself', () => {
    const there = behind(redirect, {
      ...listeners(['127.0.0.1', 9999]),
      sockets: known([], 'sock_diag'),
      owners: known({ pidsByInode: { 10999: [42] }, hidden: [] }, '/proc'),
      processes: known(
        [process(42, ['python3', '-m', 'http.server', '9999', '--bind', '127.0.0.1'])],
        '/proc',
      ),
    });
    expect(verdictOf(rule, there, fromLan())).toMatchObject({
      fixes: [
        {
          steps: [{ pid: 42 }, { command: expect.stringContaining('9999 --bind 0.0.0.0') }],
        },
      ],
    });
  });

  it('is found where the new address is loopback', () =>
    expect(
      verdictOf(
        rule,
        behind(nat('DNAT --to-destination 127.0.0.1:9999'), listeners(['127.0.0.1', 9999])),
        fromLan(),
      ),
    ).toMatchObject({
      outcome: 'timeout',
      fixes: [
        { title: 'Take the NAT rule away' },
        { steps: [{ command: 'sysctl -w net.ipv4.conf.eth0.route_localnet=1' }] },
      ],
    }));

  it('lets packets in to loopback where the server is there alone, on the port that was asked for', () => {
    const there = known([listener('127.0.0.1', 8000)], 'sock_diag');
    const facts = behind(nat('DNAT --to-destination 127.0.0.1:8000'), { sockets: there, listeners: there });
    expect(verdictOf(rule, facts, fromLan())).toMatchObject({
      fixes: [{ steps: [{ command: 'sysctl -w net.ipv4.conf.eth0.route_localnet=1' }] }],
    });
  });

  it('is ruled out where the other end answers, and for those whom the rule does not meet', () => {
    expect(verdictOf(rule, behind(redirect, listeners(['0.0.0.0', 9999])), fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, behind(redirect, listeners()), fromHere())).toBe('ruled-out');
    expect(verdictOf(rule, behind(redirect), fromLan({ port: 8001 }))).toBe('ruled-out');
  });

  it('is unchecked where nobody looked who listens', () =>
    expect(verdictOf(rule, behind(redirect), fromLan())).toMatch(
      'unchecked: whether anybody listens on port 9999',
    ));

  const away = nat('DNAT --to-destination 172.17.0.2:80');
  const routes = (state: string) => ({
    routes: known(
      routing({
        routes: [route('172.17.0.0/16', { device: 'docker0' })],
        neighbours: state ? [{ address: '172.17.0.2', device: 'docker0', hardwareAddress: null, state }] : [],
      }),
      'rtnetlink',
    ),
  });

  it('is found where the machine that it leads to does not answer', () => {
    expect(verdictOf(rule, behind(away, routes('failed')), fromLan())).toMatchObject({ outcome: 'timeout' });
    expect(verdictOf(rule, behind(away, routes('')), fromLan())).toMatch(
      'unchecked: whether anybody answers',
    );
  });

  it('is found where no route leads there for what comes in', () => {
    const { source: from, input } = fromLan().vantage;
    const way = lookup('172.17.0.2', { from, input, device: null, type: null, error: 'ENETUNREACH' });
    const unrouted = { routes: known(routing({ lookups: [way] }), 'rtnetlink') };
    const unserved = { ...unrouted, sockets: known([], 'sock_diag') };
    expect(verdictOf(rule, behind(away, unserved), fromLan())).toMatchObject({
      outcome: 'unreachable',
      fixes: [{ title: 'Bring back the network of 172.17.0.2' }],
    });
  });

  it.each([
    [
      'serves there',
      [listener('0.0.0.0', 80)],
      ['Take the NAT rule away', 'Start the server that the rule leads to'],
    ],
    ['serves on another port', [listener('0.0.0.0', 81)], ['Start the server that the rule leads to']],
  ])('takes away what was left over before the rule of a container that %s', (_, inside, titles) => {
    const rule2 = '-A PREROUTING -p tcp --dport 8000 -j DNAT --to-destination 172.17.0.3:80';
    const both = rulesOf(
      iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n${rule2.replace('0.3:', '0.2:')}\n${rule2}\nCOMMIT`),
    );
    const namespaces = known([namespace({ addresses: ['172.17.0.3'], listeners: inside })], '/proc');
    const found = verdictOf(rule, behind(both, { ...routes('failed'), namespaces }), fromLan());
    expect(found).toMatchObject({ fixes: titles.map(title => ({ title })) });
  });

  it('says that luck decides where one of the places is gone that chance chooses from, and by which rule', () => {
    const rules = (...hosts: readonly string[]) => {
      const lines = hosts.map(
        (host, at) =>
          `-A PREROUTING -p tcp --dport 8000 ${at ? '' : '-m statistic --mode random --probability 0.5 '}-j DNAT --to-destination ${host}:80`,
      );
      return rulesOf(iptables([], {}, `*nat\n:PREROUTING ACCEPT [0:0]\n${lines.join('\n')}\nCOMMIT`));
    };
    const namespaces = known(
      [namespace({ addresses: ['172.17.0.3'], listeners: [listener('0.0.0.0', 80)] })],
      '/proc',
    );
    const found = (...hosts: readonly string[]) =>
      verdictOf(rule, behind(rules(...hosts), { ...routes('failed'), namespaces }), fromLan());
    for (const [hosts, by] of [
      [['172.17.0.2', '172.17.0.3'], 'rule 1'],
      [['172.17.0.3', '172.17.0.2'], 'rule 2'],
    ] as const)
      expect(found(...hosts)).toMatchObject({
        byLuck: true,
        outcome: 'ok',
        summary: expect.stringMatching(new RegExp(`on to 172\\.17\\.0\\.2:80, .*${by}\\)`)),
      });
    expect(found('172.17.0.3', '172.17.0.3')).toBe('ruled-out');
  });

  it('is unchecked where one of the places cannot be seen that chance chooses from, wherever it stands', () => {
    const dealing = (...hosts: readonly string[]) => {
      const set = hosts.map((host, at) => [at, host]);
      const key = { numgen: { mode: 'inc', mod: hosts.length, offset: 0 } };
      const dnat = { dnat: { addr: { map: { key, data: { set } } }, port: 80 } };
      return rulesOf(nft('prerouting', [[dport(8000), dnat]], { type: 'nat', prio: -100 }));
    };
    const inside = namespace({ addresses: ['172.17.0.3'], listeners: [listener('0.0.0.0', 80)] });
    const here = { ...routes(''), ...listeners(['0.0.0.0', 80]), namespaces: known([inside], '/proc') };
    const judged = (...hosts: readonly string[]) =>
      verdictOf(rule, behind(dealing(...hosts), here), fromLan());
    for (const hosts of [
      ['172.17.0.3', '172.17.0.9'],
      ['172.17.0.9', '172.17.0.3'],
      ['10.77.0.1', '172.17.0.9'],
      ['172.17.0.9', '10.77.0.1'],
    ])
      expect(judged(...hosts)).toMatch(/^unchecked.*172\.17\.0\.9:80/);
    expect(judged('172.17.0.3', '10.77.0.1')).toBe('ruled-out');
  });

  it("is found where this machine's own connection, sent to the same place, is refused there", () => {
    const target = 'DNAT --to-destination 172.17.0.2:80';
    const chain = (name: string) => `-A ${name} -p tcp --dport 8000 -j ${target}`;
    const both = rulesOf(
      iptables(
        [],
        {},
        `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${chain('PREROUTING')}\n${chain('OUTPUT')}\nCOMMIT`,
      ),
    );
    const probes = known([attempt([], { outcome: 'refused' })], 'connect()');
    for (const asked of [fromLan(), fromHere({ address: '10.77.0.1' })])
      expect(verdictOf(rule, behind(both, { ...routes(''), probes }), asked)).toMatchObject({
        outcome: 'refused',
        summary: expect.stringContaining('where nothing takes them'),
      });
    // Where the rule is for other machines alone, its own attempt went elsewhere.
    expect(verdictOf(rule, behind(away, { ...routes(''), probes }), fromLan())).toMatch('unchecked');
  });

  it('leaves containers of this machine to the rules about namespaces', () => {
    const namespaces = known([namespace({ addresses: ['172.17.0.2'] })], '/proc');
    expect(verdictOf(rule, behind(away, { ...routes('failed'), namespaces }), fromLan())).toBe('ruled-out');
    const published = [{ protocol: 'tcp', hostAddress: '', hostPort: 8000, containerPort: 80 }] as const;
    const again = known([container('shop', { addresses: [], restarting: true, published })], 'docker');
    expect(verdictOf(rule, behind(away, { ...routes('incomplete'), containers: again }), fromLan())).toBe(
      'ruled-out',
    );
  });

  describe("of this machine's own connections", () => {
    const away = fromHere({ address: '10.77.0.2', port: 9000, local: false });
    const output = (target: string) =>
      rulesOf(
        iptables([], {}, `*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p tcp --dport 9000 -j ${target}\nCOMMIT`),
      );
    const probes = (outcome: Probe['outcome']) => known([probe('10.77.0.2', 9000, outcome)], 'connect()');

    it.each([
      ['REDIRECT --to-ports 3128', 'refused', '127.0.0.1:3128 of this machine itself', 'refused'],
      ['DNAT --to-destination 10.77.0.9:9001', 'timeout', '10.77.0.9:9001 instead', 'timeout'],
    ])('is found where %s leads them astray (%s)', (target, outcome, words, seen) =>
      expect(
        verdictOf(rule, behind(output(target), { probes: probes(outcome as Probe['outcome']) }), away),
      ).toMatchObject({
        severity: 'error',
        outcome: seen,
        summary: expect.stringContaining(words),
        fixes: [
          { steps: [{ command: `iptables-nft -t nat -D OUTPUT -p tcp --dport 9000 -j ${target}` }] },
          {},
        ],
      }),
    );

    it('is ruled out where they get through, and where no rule leads them away', () => {
      const redirect = output('REDIRECT --to-ports 3128');
      expect(verdictOf(rule, behind(redirect, { probes: probes('connected') }), away)).toBe('ruled-out');
      const other = fromHere({ address: '10.77.0.2', port: 9001, local: false });
      expect(verdictOf(rule, behind(redirect, { probes: probes('refused') }), other)).toBe('ruled-out');
    });
  });
});
