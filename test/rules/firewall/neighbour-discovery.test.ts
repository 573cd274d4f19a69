import { describe, expect, it } from 'vitest';
import { known } from '../../../src/facts/fact.js';
import type { FirewallRules } from '../../../src/facts/firewall/types.js';
import { rule } from '../../../src/rules/firewall/neighbour-discovery.js';
import { dport, behind as machine, nft, rulesOf } from '../../support/firewall.js';
import { fromHere, fromLan, listener, verdictOf } from '../../support/ground.js';

const six = fromLan({ address: 'fd77::1', family: 6 }, { source: 'fd77::2', network: 'fd77::/64' });
/** The server listens on both families. */
const behind = (rules: FirewallRules) =>
  machine(rules, { sockets: known([listener('::', 8000, { v6only: false })], 'sock_diag') });
const icmpv6 = { match: { op: '==', left: { meta: { key: 'l4proto' } }, right: 'ipv6-icmp' } };
const open = [dport(8000), { accept: null }];

describe('firewall/neighbour-discovery', () => {
  it('is found where a default drop lets only the port in', () =>
    expect(verdictOf(rule, behind(rulesOf(nft('input', [open], { policy: 'drop' }))), six)).toMatchObject({
      outcome: 'timeout',
      fixes: [{ steps: [{ command: 'nft add rule inet filter c meta l4proto ipv6-icmp accept' }] }],
    }));

  it('is found where the answer is dropped', () =>
    expect(verdictOf(rule, behind(rulesOf(nft('output', [[icmpv6, { drop: null }]]))), six)).toMatchObject({
      severity: 'error',
    }));

  it('is found for ARP', () => {
    const [table] = nft('input', [
      [
        { match: { op: '==', left: { payload: { protocol: 'arp', field: 'operation' } }, right: 'request' } },
        { drop: null },
      ],
    ]);
    const rules = rulesOf([{ ...table!, family: 'arp' }]);
    expect(verdictOf(rule, behind(rules), fromLan())).toMatchObject({
      summary: expect.stringContaining('ARP'),
    });
    expect(verdictOf(rule, behind(rules), six)).toBe('ruled-out');
  });

  it('is ruled out where ICMPv6 passes, for IPv4 and for this machine itself', () => {
    const rules = rulesOf(nft('input', [open, [icmpv6, { accept: null }]], { policy: 'drop' }));
    expect(verdictOf(rule, behind(rules), six)).toBe('ruled-out');
    expect(verdictOf(rule, behind(rules), fromLan())).toBe('ruled-out');
    expect(
      verdictOf(
        rule,
        behind(rulesOf(nft('input', [], { policy: 'drop' }))),
        fromHere({ address: '::1', family: 6 }),
      ),
    ).toBe('ruled-out');
  });

  it('is no matter for a bare port that is served by IPv4 alone', () => {
    const rules = rulesOf(nft('input', [open], { policy: 'drop' }));
    expect(verdictOf(rule, machine(rules), six)).toBe('ruled-out');
    const named = { ...six, target: { ...six.target, host: 'fd77::1' } };
    expect(verdictOf(rule, machine(rules), named)).toMatchObject({ severity: 'error' });
  });
});
