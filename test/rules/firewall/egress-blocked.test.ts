import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/firewall/egress-blocked.js';
import { behind, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, toNeighbour, verdictOf, world } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';
import { lookedUp, says } from '../../support/names.js';
import { attempt, mute, said } from '../../support/talks.js';

describe('firewall/egress-blocked', () => {
  it('lets out what was asked for, and no more', () =>
    expect(
      verdictOf(rule, behind(rulesOf(nft('output', [], { policy: 'drop' }))), toNeighbour),
    ).toMatchObject({
      outcome: 'timeout',
      fixes: [
        {
          steps: [{ command: 'nft add rule inet filter c ip daddr 10.77.0.9 tcp dport 8000 accept' }],
          risk: 'Every program on this machine can then connect to 10.77.0.9:8000.',
        },
      ],
    }));

  it('goes through ufw where ufw keeps the rules', () => {
    const tables = iptables(['-A OUTPUT -j ufw-user-output', '-A ufw-user-output -p udp -j ACCEPT'], {
      OUTPUT: 'DROP',
    });
    const owners = { ufw: true, ufwRules: [], firewalld: false, fail2ban: false };
    expect(verdictOf(rule, behind(rulesOf(tables, { owners })), toNeighbour)).toMatchObject({
      fixes: [
        {
          steps: [{ command: 'ufw allow out proto tcp to 10.77.0.9 port 8000' }],
          risk: expect.stringMatching(/^Every program on this machine /),
        },
      ],
    });
  });

  it('names a rule that few packets meet where this machine itself says that one was rejected', () => {
    const rules = rulesOf(iptables(['-A OUTPUT -m cgroup --path offline -j REJECT']));
    const found = (address: string) => {
      const offender = { address, type: 3, code: 3 };
      const probes = known([{ ...probe('10.77.0.9', 8000, 'refused'), offender }], 'connect()');
      return verdictOf(rule, behind(rules, { probes }), toNeighbour);
    };
    expect(found('10.77.0.1')).toMatchObject({ summary: expect.stringContaining('--path offline') });
    expect(found('10.77.0.9')).toBe('ruled-out');
  });

  it('is ruled out by input rules, and for questions about this machine', () => {
    expect(
      verdictOf(rule, behind(rulesOf(iptables(['-A INPUT -p tcp --dport 8000 -j DROP']))), toNeighbour),
    ).toBe('ruled-out');
    const out = behind(rulesOf(iptables([], { OUTPUT: 'DROP' })));
    expect(verdictOf(rule, out, fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, out, fromHere())).toBe('ruled-out');
  });

  describe('of a connection that was made', () => {
    const asked = fromHere({
      target: parseTarget('http://10.77.0.9:8000/'),
      address: '10.77.0.9',
      local: false,
    });
    const made = (outcome: 'silent' | 'reset' | 'answered', target = 'DROP') =>
      behind(rulesOf(iptables([`-A OUTPUT -p tcp -m string --string "GET /" --algo bm -j ${target}`])), {
        probes: known([attempt([said({ outcome })], { address: '10.77.0.9' })], 'connections made'),
      });

    it('is found where a rule stops what is said on it', () => {
      expect(verdictOf(rule, made('silent'), asked)).toMatchObject({
        outcome: 'no-answer',
        summary: expect.stringContaining('drops what this machine sends to 10.77.0.9:8000 once connected'),
      });
      expect(verdictOf(rule, made('reset', 'REJECT --reject-with tcp-reset'), asked)).toMatchObject({
        outcome: 'reset',
      });
    });

    it('is ruled out by an answer', () => expect(verdictOf(rule, made('answered'), asked)).toBe('ruled-out'));

    it('is found where chance stops some connections, and others were lost beside the one that was made', () => {
      const some = '-A OUTPUT -p tcp --dport 8000 -m statistic --mode random --probability 0.5 -j DROP';
      const beside = (slow: number) => {
        const repeats = { tried: 7, connected: 7, slow, refused: 0 };
        const made = { ...attempt([said()], { address: '10.77.0.9' }), repeats };
        return behind(rulesOf(iptables([some])), { probes: known([made], 'connections made') });
      };
      expect(verdictOf(rule, beside(4), asked)).toMatchObject({ severity: 'error', byLuck: true });
      expect(verdictOf(rule, beside(0), asked)).toBe('ruled-out');
    });

    it('is ruled out where rules seem to stop what was made', () =>
      expect(
        verdictOf(
          rule,
          behind(rulesOf(iptables([], { OUTPUT: 'DROP' })), {
            probes: known([attempt([mute({ outcome: 'silent' })], { address: '10.77.0.9' })], 'it'),
          }),
          asked,
        ),
      ).toBe('ruled-out'));
  });

  it('is unchecked without the rules', () =>
    expect(verdictOf(rule, world({ firewall: unknown('needs-root', 'root') }), toNeighbour)).toBe(
      'unchecked: root',
    ));

  it('is found without the rules where the kernel refuses to send what a name server is asked', () => {
    const target = parseTarget('app.test:8000');
    const question = fromHere({ target, address: '' });
    const asking = (forbidden: boolean, ...others: Parameters<typeof says>[]) => {
      const first = { ...says('10.77.0.9', 'unreachable'), ...(forbidden && ({ forbidden } as const)) };
      const names = lookedUp([], { answers: [first, ...others.map(each => says(...each))] });
      return world({ firewall: unknown('needs-root', 'root'), names: known(names, 'it') });
    };
    expect(verdictOf(rule, asking(true), question)).toMatchObject({
      severity: 'error',
      summary: expect.stringContaining('name server 10.77.0.9'),
    });
    expect(verdictOf(rule, asking(false), question)).toBe('unchecked: root');
    expect(verdictOf(rule, asking(true, ['10.77.0.10', 'NXDOMAIN']), question)).toBe('unchecked: root');
    const full = known({ conntrack: { used: 100, limit: 100 } } as never, '/proc');
    expect(verdictOf(rule, { ...asking(true), limits: full }, question)).toBe('unchecked: root');
  });

  it('is found without the rules where the kernel refuses to send a datagram', () => {
    const target = parseTarget('10.77.0.9:8000/udp');
    const question = fromHere({ target, protocol: 'udp', address: '10.77.0.9', local: false });
    const sent = (errno: string) =>
      world({
        firewall: unknown('needs-root', 'root'),
        probes: known(
          [{ ...probe('10.77.0.9', 8000, 'failed'), protocol: 'udp' as const, errno }],
          'a datagram',
        ),
      });
    expect(verdictOf(rule, sent('EPERM'), question)).toMatchObject({
      severity: 'error',
      says: 'blocks the way out to 10.77.0.9:8000',
    });
    expect(verdictOf(rule, sent('EINVAL'), question)).toBe('unchecked: root');
    const full = known({ conntrack: { used: 100, limit: 100 } } as never, '/proc');
    expect(verdictOf(rule, { ...sent('EPERM'), limits: full }, question)).toBe('unchecked: root');
  });

  it('is found where the kernel refuses to begin a connection, which no packet filter makes it do', () => {
    const begun = (errno: string) =>
      world({ probes: known([{ ...probe('10.77.0.9', 8000, 'failed'), errno }], 'connect()') });
    expect(verdictOf(rule, begun('EPERM'), toNeighbour)).toMatchObject({
      severity: 'error',
      outcome: 'unreachable',
      says: 'forbids connections to 10.77.0.9:8000',
    });
    expect(verdictOf(rule, begun('EADDRNOTAVAIL'), toNeighbour)).toBe('ruled-out');
  });

  it('is found without the rules where the kernel counts what it could not send', () => {
    const attempt = {
      ...probe('10.77.0.9', 8000, 'timeout'),
      repeats: { tried: 7, connected: 0, slow: 0, refused: 0 },
    };
    const counting = (failed: number) =>
      world({
        firewall: unknown('needs-root', 'root'),
        probes: known([attempt], 'connections made'),
        limits: known(
          { counters: { before: { TCPRetransFail: 5 }, after: { TCPRetransFail: 5 + failed } } } as never,
          '/proc',
        ),
      });
    expect(verdictOf(rule, counting(8), toNeighbour)).toMatchObject({
      outcome: 'timeout',
      severity: 'error',
    });
    // Fewer than the attempts that were made are somebody else's.
    expect(verdictOf(rule, counting(7), toNeighbour)).toBe('unchecked: root');
    expect(verdictOf(rule, counting(0), toNeighbour)).toBe('unchecked: root');
  });
});
