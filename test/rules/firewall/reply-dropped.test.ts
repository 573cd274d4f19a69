import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { TrafficControl } from '../../../src/facts/interfaces/types.js';
import { rule } from '../../../src/rules/firewall/reply-dropped.js';
import type { Finding } from '../../../src/rules/rule.js';
import { behind, iptables, nft, rulesOf } from '../../support/firewall.js';
import {
  fromHere,
  fromLan,
  listener,
  loopback,
  nic,
  toNeighbour,
  verdictOf,
  world,
} from '../../support/ground.js';

describe('firewall/reply-dropped', () => {
  it('lets the answers out, and no more', () =>
    expect(verdictOf(rule, behind(rulesOf(iptables([], { OUTPUT: 'DROP' }))), fromLan())).toMatchObject({
      outcome: 'timeout',
      fixes: [
        {
          steps: [
            {
              command:
                'iptables-nft -A OUTPUT -p tcp --sport 8000 -m conntrack --ctstate ESTABLISHED -j ACCEPT',
            },
          ],
        },
      ],
    }));

  it('lets answers in by their port where nothing is tracked yet', () => {
    const early = nft(
      'prerouting',
      [[{ match: { op: '==', left: { meta: { key: 'iifname' } }, right: 'lo' } }, { accept: null }]],
      {
        prio: -300,
        policy: 'drop',
      },
    );
    expect(verdictOf(rule, behind(rulesOf(early)), toNeighbour)).toMatchObject({
      fixes: [
        { steps: [{ command: expect.stringMatching(/add rule inet filter c .*tcp sport 8000 accept/) }] },
      ],
    });
  });

  it('is found on the way in for a remote target', () =>
    expect(
      verdictOf(
        rule,
        behind(rulesOf(iptables(['-A INPUT -i lo -j ACCEPT'], { INPUT: 'DROP' }))),
        toNeighbour,
      ),
    ).toMatchObject({ severity: 'error' }));

  it("asks for the user of the server's socket", () => {
    const tables = iptables(['-A OUTPUT -m owner --uid-owner 33 -j DROP']);
    const served = (uid: number) =>
      behind(rulesOf(tables), {
        sockets: known([listener('0.0.0.0', 8000, { uid, acceptor: { user: uid } })], 'x'),
      });
    expect(verdictOf(rule, served(33), fromLan())).toMatchObject({ severity: 'error' });
    expect(verdictOf(rule, served(0), fromLan())).toBe('ruled-out');
  });

  it('asks for the user and the group of whoever accepts connections, where something is said on one', () => {
    const judged = (option: string, over: Parameters<typeof listener>[2]) =>
      verdictOf(
        rule,
        behind(rulesOf(iptables([`-A OUTPUT -m owner ${option} -j DROP`])), {
          sockets: known([listener('0.0.0.0', 8000, over)], 'x'),
        }),
        fromLan(),
      );
    const workers = { group: 0, acceptor: { user: 33, group: 44 } };
    for (const option of ['--uid-owner 33', '--gid-owner 44'])
      expect((judged(option, workers) as Finding).summary).toContain('once connected');
    expect((judged('--gid-owner 0', workers) as Finding).summary).toContain('drops the answers of');
    expect(judged('--uid-owner 33', { uid: 0 })).toContain('cannot be told from the rules (meta skuid)');
    for (const option of ['--uid-owner 44', '--gid-owner 33'])
      expect(judged(option, workers)).toBe('ruled-out');
    expect(judged('--gid-owner 44', { group: 0, acceptor: {} })).toContain(
      'cannot be told from the rules (meta skgid)',
    );
  });

  it('is ruled out where answers of known connections pass', () => {
    const tables = iptables(['-A OUTPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT'], { OUTPUT: 'DROP' });
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out');
  });

  it.each([
    ['-A OUTPUT -p tcp --sport 9000 -j CT --notrack', 9000, 'keeps the connection tracking from knowing'],
    ['-A PREROUTING -p tcp --dport 8000 -j CT --zone 5', 9000, 'keeps the connection tracking from knowing'],
    [
      '-A PREROUTING -p tcp --dport 8000 -j CT --zone 5\n-A OUTPUT -p tcp --sport 9000 -j CT --zone 5',
      9000,
      null,
    ],
    ['-A PREROUTING -p tcp --dport 8000 -j CT --notrack', 9000, null],
    ['-A OUTPUT -p tcp --sport 8000 -j CT --notrack', 8000, null],
  ])('is found where NAT is not undone in the answer: %s, sent on to %i', (raw, port, says) => {
    const tables = iptables(
      [],
      {},
      `*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${raw}\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp --dport 8000 -j REDIRECT --to-ports ${port}\nCOMMIT`,
    );
    const verdict = verdictOf(rule, behind(rulesOf(tables)), fromLan());
    if (says === null) expect(verdict).toBe('ruled-out');
    else expect(verdict).toMatchObject({ severity: 'error', summary: expect.stringContaining(says) });
  });

  const shaped = (traffic: TrafficControl) =>
    world({ interfaces: known([loopback, nic('eth0', ['10.77.0.1/24'], { traffic })], 'rtnetlink') });

  it.each([
    [{ kind: 'netem', loss: 1, sent: 5, dropped: 0 }, 'loses 100 % on purpose'],
    [{ kind: 'tbf', loss: 0, sent: 0, dropped: 10 }, 'has dropped 10 packets and sent 0'],
  ])('is found where the queue lets nothing out: %o', (queue, says) =>
    expect(verdictOf(rule, shaped({ filters: [], queue }), fromLan())).toMatchObject({
      evidence: [{ says: expect.stringContaining(says) }],
      fixes: [{ steps: [{ command: 'tc qdisc del dev eth0 root' }] }],
    }),
  );

  it('is ruled out where the queue lost but some, and unchecked where a filter sees what leaves', () => {
    const queue = { kind: 'fq_codel', loss: 0, sent: 900, dropped: 12 };
    expect(verdictOf(rule, shaped({ filters: [], queue }), fromLan())).toBe('ruled-out');
    const filters = [{ direction: 'egress' as const, says: 'bpf guard' }];
    expect(verdictOf(rule, shaped({ filters }), fromLan())).toContain('unchecked: a tc filter on eth0');
  });

  it.each([
    ['-A OUTPUT -p tcp --sport 8000 --tcp-flags PSH PSH -j DROP', 'error'],
    ['-A OUTPUT -p tcp --sport 8000 -m length --length 1600:65535 -j DROP', 'ruled-out'],
  ])('follows what the server says once connected: %s', (line, verdict) => {
    const said = verdictOf(rule, behind(rulesOf(iptables([line]))), fromLan());
    expect(typeof said === 'string' ? said : said.severity).toBe(verdict);
  });

  it('leaves open what depends on the length of an answer that nobody has seen', () =>
    expect(
      verdictOf(
        rule,
        behind(rulesOf(iptables(['-A OUTPUT -p tcp -m length --length 100:65535 -j DROP']))),
        fromLan(),
      ),
    ).toContain('unchecked: whether the rule'));

  const own = { address: '10.77.0.1', port: 8000 };
  const answered = listener('10.77.0.1', 8000, {
    state: 'fin-wait-1',
    local: own,
    remote: { address: '10.77.0.1', port: 50000 },
    queue: { used: 0, limit: 340 },
    passed: { received: 78, acknowledged: 0, retransmits: 2 },
  });

  it('is proven by an answer of which this machine itself never took a byte', () => {
    const resampled = known([answered], 'sock_diag');
    const rules = rulesOf(iptables(['-A OUTPUT -p tcp -m length --length 100:65535 -j DROP']));
    expect(verdictOf(rule, behind(rules, { resampled }), fromLan())).toMatchObject({
      outcome: 'no-answer',
      summary: expect.stringContaining('length 100:65535'),
    });
    const unread = world({ firewall: unknown('needs-root', 'root'), resampled });
    expect(verdictOf(rule, unread, fromHere({ address: '10.77.0.1' }))).toMatchObject({
      summary: expect.stringContaining('A packet filter of this machine drops what 10.77.0.1:8000 answers'),
    });
  });

  it.each([
    ['not proven by an answer that was sent just now', { busyFor: 40 }, 'unchecked: root'],
    ['proven by one that an output hook never let go', { busyFor: 492 }, { outcome: 'no-answer' }],
  ])('is %s', (_, times, verdict) => {
    const once = { ...answered, passed: { received: 78, acknowledged: 0, retransmits: 0, ...times } };
    const seen = world({ firewall: unknown('needs-root', 'root'), resampled: known([once], 'sock_diag') });
    const said = verdictOf(rule, seen, fromHere({ address: '10.77.0.1' }));
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatchObject(verdict);
  });

  it('is unchecked without the rules', () =>
    expect(verdictOf(rule, world({ firewall: unknown('needs-root', 'root') }), fromLan())).toBe(
      'unchecked: root',
    ));
});
