import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule } from '../../../src/rules/firewall/egress-blocked.js';
import { behind, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, toNeighbour, verdictOf, world } from '../../support/ground.js';
import { probe } from '../../support/healthy.js';
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
