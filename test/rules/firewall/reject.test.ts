import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { Probe } from '../../../src/facts/probes/types.js';
import type { Question } from '../../../src/net/question.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule } from '../../../src/rules/firewall/reject.js';
import type { Finding } from '../../../src/rules/rule.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';

describe('firewall/reject', () => {
  it.each([
    ['a reset', nft('input', [[dport(8000), { reject: { type: 'tcp reset' } }]]), 'refused'],
    ['the usual answer', nft('input', [[dport(8000), { reject: null }]]), 'refused'],
    ['host prohibited', iptables(['-A INPUT -j REJECT --reject-with icmp-host-prohibited']), 'unreachable'],
    ['an answer that output rules swallow', iptables(['-A INPUT -j REJECT'], { OUTPUT: 'DROP' }), 'timeout'],
  ])('is found with what the client sees: %s', (_, tables, outcome) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toMatchObject({ severity: 'error', outcome }),
  );

  it('says what a client sees of a rule that rejects some of its connections', () => {
    const some = '-A INPUT -p tcp --dport 8000 -m statistic --mode nth --every 2 --packet 0 -j REJECT';
    const found = verdictOf(rule, behind(rulesOf(iptables([some]))), fromLan()) as Finding;
    expect(found).toMatchObject({ severity: 'error', byLuck: true, outcome: 'ok' });
    expect(found.summary).toContain('connection refused');
    expect(found.summary).toContain('50 % of the packets, at random, so those connections fail at once');
  });

  it('is what a client sees of a limited answer before a policy that drops', () => {
    const limited = [
      { limit: { rate: 5, burst: 5, per: 'second' } },
      { reject: { type: 'icmpx', expr: 'admin-prohibited' } },
    ];
    const rules = rulesOf(nft('input', [limited], { policy: 'drop' }));
    expect(verdictOf(rule, behind(rules), fromLan())).toMatchObject({
      outcome: 'unreachable',
      fixes: [{ steps: [{ command: expect.stringMatching(/^nft insert rule .* tcp dport 8000 accept$/) }] }],
    });
    expect(verdictOf(drop, behind(rules), fromLan())).toBe('ruled-out');
  });

  it('explains what ends the connections of this machine itself, and nothing of what another machine meets', () => {
    const later =
      '-A INPUT -p tcp --dport 8000 -m conntrack --ctstate ESTABLISHED -j REJECT --reject-with tcp-reset';
    const found = (question: Question) =>
      verdictOf(rule, behind(rulesOf(iptables([later]))), question) as Finding;
    expect(found(fromHere()).explains).toContain('http/empty-reply');
    expect(found(fromLan()).summary).toContain('once connected');
    expect(found(fromLan())).not.toHaveProperty('explains');
  });

  it('multiplies what chances ask together', () => {
    const some = (more: string) =>
      `-A INPUT -p tcp --dport 8000 -m statistic --mode random --probability 0.5 ${more}-j DROP`;
    const found = (more: string) =>
      verdictOf(drop, behind(rulesOf(iptables([some(more)]))), fromLan()) as Finding;
    expect(found('')).toMatchObject({ severity: 'error', byLuck: true });
    expect(found('-m statistic --mode random --probability 0.1 ')).toMatchObject({ severity: 'warning' });
  });

  it('is found on output for this machine itself', () =>
    expect(
      verdictOf(rule, behind(rulesOf(nft('output', [[dport(8000), { reject: null }]]))), fromHere()),
    ).toMatchObject({ outcome: 'refused' }));

  describe('without the rules', () => {
    const told = (over: Partial<Probe>) =>
      world({
        firewall: unknown('needs-root', 'root'),
        probes: known([{ ...probe('127.0.0.1', 8000, 'refused'), errno: 'ECONNREFUSED', ...over }], 'it'),
      });
    const offender = { address: '127.0.0.1', type: 3, code: 3 };

    it("is found by this machine's own ICMP error", () =>
      expect(verdictOf(rule, told({ offender }), fromHere())).toMatchObject({
        severity: 'error',
        outcome: 'refused',
        says: 'rejects 8000/tcp',
      }));

    it('says to an ordinary user, and to the root of a container, how to see the rule', () => {
      const found = (lacks: string) =>
        verdictOf(rule, { ...told({ offender }), firewall: unknown('needs-root', lacks) }, fromHere());
      expect(found('not without root')).toMatchObject({
        summary: expect.stringContaining('without root.'),
        fixes: [{ text: expect.stringContaining('with sudo') }],
      });
      expect(found('not without CAP_NET_ADMIN')).toMatchObject({
        summary: expect.stringContaining('without CAP_NET_ADMIN.'),
        fixes: [{ text: expect.stringContaining('--cap-add NET_ADMIN: netcheck names the rule') }],
      });
    });

    it('is found where it says that an address of its own has nobody', () =>
      expect(verdictOf(rule, told({ offender: { ...offender, code: 1 } }), fromHere())).toMatchObject({
        severity: 'error',
      }));

    it('quotes the rule of which it cannot be told whether it applies, where they were read', () => {
      const rules = rulesOf(iptables(['-A INPUT -p tcp -m u32 --u32 "$&" -j REJECT']));
      const probes = known([{ ...probe('127.0.0.1', 8000, 'refused'), offender }], 'it');
      expect(verdictOf(rule, behind(rules, { probes }), fromHere())).toMatchObject({
        severity: 'error',
        summary: expect.stringMatching(/One of its rules may be it: .*-m u32 --u32 "?\$&.* cannot be told/),
        fixes: [{ title: 'Take that rule away, or accept the connection before it' }],
      });
    });

    it('quotes the rule that few packets meet only where one was met', () => {
      const rules = rulesOf(iptables(['-A OUTPUT -m cgroup --path offline -j REJECT']));
      const found = (over: object) => {
        const probes = known([{ ...probe('127.0.0.1', 8000, 'refused'), ...over }], 'it');
        return verdictOf(rule, behind(rules, { probes }), fromHere());
      };
      expect(found({ offender })).toMatchObject({ summary: expect.stringContaining('--path offline') });
      expect(found({ byReset: true })).toBe('ruled-out');
    });

    it('is unchecked where TCP itself refuses, over UDP, and for others', () => {
      expect(verdictOf(rule, told({ byReset: true }), fromHere())).toBe('unchecked: root');
      expect(verdictOf(rule, told({ offender }), fromLan())).toBe('unchecked: root');
      expect(verdictOf(rule, told({ offender, protocol: 'udp' }), fromHere({ protocol: 'udp' }))).toBe(
        'unchecked: root',
      );
    });
  });

  it.each([
    ['a drop', nft('input', [[{ drop: null }]])],
    ['another port', nft('input', [[dport(8001), { reject: null }]])],
    ['a reject on the way back', nft('output', [[{ reject: null }]])],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out'),
  );
});
