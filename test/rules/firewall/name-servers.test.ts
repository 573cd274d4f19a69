import { expect, it } from 'vitest';
import { known, unknown } from '../../../src/facts/fact.js';
import type { NameServerAnswer } from '../../../src/facts/names/types.js';
import { parseTarget } from '../../../src/net/parse-target.js';
import { rule as drop } from '../../../src/rules/firewall/drop.js';
import { rule as blocked } from '../../../src/rules/firewall/egress-blocked.js';
import { rule as redirected } from '../../../src/rules/firewall/redirected.js';
import { rule as reject } from '../../../src/rules/firewall/reject.js';
import { rule as replies } from '../../../src/rules/firewall/reply-dropped.js';
import { behind, iptables, rulesOf } from '../../support/firewall.js';
import { fromHere, listener, verdictOf } from '../../support/ground.js';
import { lookedUp, says } from '../../support/names.js';

const question = fromHere({ target: parseTarget('http://shop.test/'), address: '' });

const asking = (
  server: string,
  outcome: NameServerAnswer['outcome'],
  rules: readonly string[],
  policies = {},
) =>
  behind(rulesOf(iptables(rules, policies)), {
    names: known(lookedUp([], { name: 'shop.test', answers: [says(server, outcome)] }), 'getaddrinfo'),
    // No server here can be the one that is meant.
    sockets: known([], 'sock_diag'),
  });

const OWN = '127.0.0.53';
const OTHER = '10.77.0.9';
const CLOSED = { INPUT: 'DROP' };

it.each([
  ['answers never come in', replies, asking(OTHER, 'timeout', ['-A INPUT -i lo -j ACCEPT'], CLOSED)],
  ['answers are not let out', replies, asking(OWN, 'timeout', ['-A OUTPUT -p udp --sport 53 -j DROP'])],
  ['a stub, and lo was forgotten', drop, asking(OWN, 'timeout', [], CLOSED)],
  ['a stub, and lo is rejected', reject, asking(OWN, 'refused', ['-A INPUT -p udp -j REJECT'])],
  ['a stub, on the way out', blocked, asking(OWN, 'unreachable', ['-A OUTPUT -p udp --dport 53 -j DROP'])],
])('finds the rule that keeps a name from being looked up: %s', (_, rule, seen) =>
  expect(verdictOf(rule, seen, question)).toMatchObject({
    severity: 'error',
    summary: expect.stringContaining('shop.test cannot be looked up'),
    headline: expect.stringContaining('name server'),
  }),
);

it.each([
  ['what is rejected was not dropped', drop, asking(OWN, 'refused', ['-A INPUT -p udp -j REJECT'])],
  ['what never leaves does not come in', drop, asking(OWN, 'timeout', ['-A OUTPUT -p udp -j DROP'])],
  ["another machine's name server is not asked here", drop, asking(OTHER, 'timeout', [], CLOSED)],
  ['lo is let in', drop, asking(OWN, 'timeout', ['-A INPUT -i lo -j ACCEPT'], CLOSED)],
  ['it answered', replies, asking(OTHER, 'NXDOMAIN', [], CLOSED)],
])('leaves others to say it: %s', (_, rule, seen) =>
  expect(verdictOf(rule, seen, question)).toBe('ruled-out'),
);

it('finds the rule that sends what a name server is asked to where nobody listens', () => {
  const nat = iptables(
    [],
    {},
    '*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p udp --dport 53 -j REDIRECT --to-ports 5353\nCOMMIT',
  );
  const seen = { ...asking(OTHER, 'refused', []), firewall: known(rulesOf(nat), 'iptables-save') };
  expect(verdictOf(redirected, seen, question)).toMatchObject({
    severity: 'error',
    outcome: 'refused',
    summary: expect.stringMatching(/on to 127\.0\.0\.1:5353 .*shop\.test cannot be looked up/),
  });
  const there = known([listener('127.0.0.1', 5353, { protocol: 'udp' })], 'sock_diag');
  expect(verdictOf(redirected, { ...seen, listeners: there }, question)).toBe('ruled-out');
});

it('leaves it to names where the rules cannot be read', () => {
  const unread = { ...asking(OWN, 'timeout', []), firewall: unknown('needs-root', 'root') };
  expect(verdictOf(drop, unread, question)).toBe('ruled-out');
});
