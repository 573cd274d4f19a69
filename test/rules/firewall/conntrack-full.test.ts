import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/firewall/conntrack-full.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, probed, verdictOf, world } from '../../support/ground.js';

const tracked = (used: number, limit = 1000) =>
  world({
    limits: known({ conntrack: { used, limit } } as never, '/proc'),
    probes: probed('timeout', 3000, '10.77.0.1'),
  });

describe('firewall/conntrack-full', () => {
  it('is found where the table is full, and a warning where it nearly is', () => {
    expect(verdictOf(rule, tracked(1000), fromLan())).toMatchObject({
      severity: 'error',
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'sysctl -w net.netfilter.nf_conntrack_max=4000' }] }],
    });
    expect(verdictOf(rule, tracked(960), fromLan())).toMatchObject({ severity: 'warning', outcome: 'ok' });
  });

  it("is a warning where this machine's own connection, which is tracked as well, was made", () => {
    const probes = probed('connected', 1, '10.77.0.1');
    const made = (rules = iptables([])) => ({
      ...behind(rulesOf(rules), { probes }),
      limits: tracked(1000).limits,
    });
    expect(verdictOf(rule, made(), fromLan())).toMatchObject({ severity: 'warning', outcome: 'ok' });
    const untracked =
      '*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -i lo -j CT --notrack\n-A OUTPUT -o lo -j CT --notrack\nCOMMIT';
    expect(verdictOf(rule, made(iptables([], {}, untracked)), fromLan())).toMatchObject({
      severity: 'error',
    });
    const unread = { ...made(), firewall: unknown('needs-root', 'not without root') };
    expect(verdictOf(rule, unread, fromLan())).toContain('unchecked: whether others find room');
    for (const facts of [unread, made(iptables([], {}, untracked))])
      expect(verdictOf(rule, facts, fromHere({ address: '10.77.0.1' }))).toMatchObject({ outcome: 'ok' });
  });

  it('leaves it to the host where this network namespace cannot change the limit', () => {
    const facts = world({
      limits: known({ conntrack: { used: 1000, limit: 1000, fixed: true } } as never, '/proc'),
    });
    const found = verdictOf(rule, facts, fromLan());
    expect(found).toMatchObject({ fixes: [{ text: expect.stringContaining('nf_conntrack_max=4000') }] });
    expect(found).not.toHaveProperty('fixes.0.steps');
  });

  it('is ruled out with room left, or without connection tracking', () => {
    expect(verdictOf(rule, tracked(800), fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, world({ limits: known({ conntrack: null } as never, '/proc') }), fromLan())).toBe(
      'ruled-out',
    );
  });

  it('is ruled out where rules exempt the connection from tracking', () => {
    const raw = (port: number, answers = '-A OUTPUT -p tcp --sport 8000 -j CT --notrack\n') =>
      rulesOf(
        iptables(
          ['-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT'],
          {},
          `*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A PREROUTING -p tcp --dport ${port} -j CT --notrack\n${answers}COMMIT`,
        ),
      );
    const { limits } = tracked(1000);
    expect(verdictOf(rule, behind(raw(8000), { limits }), fromLan())).toBe('ruled-out');
    // An answer that is not exempt needs an entry, though its request has none.
    for (const rules of [raw(8001), raw(8000, '')])
      expect(verdictOf(rule, behind(rules, { limits }), fromLan())).toMatchObject({ severity: 'error' });
  });

  it('is unchecked without the limits', () =>
    expect(verdictOf(rule, world({ limits: unknown('failed', 'no /proc') }), fromLan())).toBe(
      'unchecked: no /proc',
    ));
});
