import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/rules/firewall/reject.js';
import { behind, dport, iptables, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, verdictOf } from '../../support/ground.js';

describe('firewall/reject', () => {
  it.each([
    ['a reset', nft('input', [[dport(8000), { reject: { type: 'tcp reset' } }]]), 'refused'],
    ['the usual answer', nft('input', [[dport(8000), { reject: null }]]), 'refused'],
    ['host prohibited', iptables(['-A INPUT -j REJECT --reject-with icmp-host-prohibited']), 'unreachable'],
    ['an answer that output rules swallow', iptables(['-A INPUT -j REJECT'], { OUTPUT: 'DROP' }), 'timeout'],
  ])('is found with what the client sees: %s', (_, tables, outcome) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toMatchObject({ severity: 'error', outcome }),
  );

  it('is found on output for this machine itself', () =>
    expect(
      verdictOf(rule, behind(rulesOf(nft('output', [[dport(8000), { reject: null }]]))), fromHere()),
    ).toMatchObject({ outcome: 'refused' }));

  it.each([
    ['a drop', nft('input', [[{ drop: null }]])],
    ['another port', nft('input', [[dport(8001), { reject: null }]])],
    ['a reject on the way back', nft('output', [[{ reject: null }]])],
  ])('is ruled out by %s', (_, tables) =>
    expect(verdictOf(rule, behind(rulesOf(tables)), fromLan())).toBe('ruled-out'),
  );
});
