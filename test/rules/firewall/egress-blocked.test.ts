import { describe, expect, it } from 'vitest';
import { unknown } from '../../../src/facts/fact.js';
import { rule } from '../../../src/rules/firewall/egress-blocked.js';
import { behind, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, verdictOf, world } from '../../support/ground.js';

const remote = fromHere({ address: '10.77.0.9', local: false });

describe('firewall/egress-blocked', () => {
  it('lets out what was asked for, and no more', () =>
    expect(verdictOf(rule, behind(rulesOf(nft('output', [], { policy: 'drop' }))), remote)).toMatchObject({
      outcome: 'timeout',
      fixes: [
        { steps: [{ command: 'nft add rule inet filter c ip daddr 10.77.0.9 tcp dport 8000 accept' }] },
      ],
    }));

  it('goes through ufw where ufw keeps the rules', () => {
    const tables = iptables(['-A OUTPUT -j ufw-user-output', '-A ufw-user-output -p udp -j ACCEPT'], {
      OUTPUT: 'DROP',
    });
    const owners = { ufw: true, ufwRules: [], firewalld: false, fail2ban: false };
    expect(verdictOf(rule, behind(rulesOf(tables, { owners })), remote)).toMatchObject({
      fixes: [{ steps: [{ command: 'ufw allow out proto tcp to 10.77.0.9 port 8000' }] }],
    });
  });

  it('is ruled out by input rules, and for questions about this machine', () => {
    expect(verdictOf(rule, behind(rulesOf(iptables(['-A INPUT -p tcp --dport 8000 -j DROP']))), remote)).toBe(
      'ruled-out',
    );
    const out = behind(rulesOf(iptables([], { OUTPUT: 'DROP' })));
    expect(verdictOf(rule, out, fromLan())).toBe('ruled-out');
    expect(verdictOf(rule, out, fromHere())).toBe('ruled-out');
  });

  it('is unchecked without the rules', () =>
    expect(verdictOf(rule, world({ firewall: unknown('needs-root', 'root') }), remote)).toBe(
      'unchecked: root',
    ));
});
